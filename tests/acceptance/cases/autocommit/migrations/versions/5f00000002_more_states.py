"""More states

Revision ID: 5f00000002
Revises: 5f00000001
Create Date: 2024-02-02 10:00:00

"""

from alembic import op

revision = "5f00000002"
down_revision = "5f00000001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.execute("ALTER TYPE state ADD VALUE 'done'")
        op.execute("ALTER TYPE state ADD VALUE IF NOT EXISTS 'failed' BEFORE 'done'")


def downgrade() -> None:
    pass
