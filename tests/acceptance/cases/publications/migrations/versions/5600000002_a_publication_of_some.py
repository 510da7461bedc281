"""A publication of some

Revision ID: 5600000002
Revises: 5600000001
Create Date: 2024-02-02 10:00:00

"""

from alembic import op

revision = "5600000002"
down_revision = "5600000001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE PUBLICATION acc_some FOR TABLE a (id, v) WHERE (id > 5), TABLE b WITH (publish = 'insert, update')
    """)


def downgrade() -> None:
    pass
