"""Switch it on for replicas

Revision ID: 4d10000005
Revises: 4d10000004
Create Date: 2024-05-05 10:00:00

"""

from alembic import op

revision = "4d10000005"
down_revision = "4d10000004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER EVENT TRIGGER acc_ddl ENABLE REPLICA")


def downgrade() -> None:
    op.execute("ALTER EVENT TRIGGER acc_ddl DISABLE")
