"""Switch it off

Revision ID: 4d10000004
Revises: 4d10000003
Create Date: 2024-04-04 10:00:00

"""

from alembic import op

revision = "4d10000004"
down_revision = "4d10000003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER EVENT TRIGGER acc_ddl DISABLE")


def downgrade() -> None:
    pass
