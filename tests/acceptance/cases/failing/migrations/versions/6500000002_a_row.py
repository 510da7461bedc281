"""A row

Revision ID: 6500000002
Revises: 6500000001
Create Date: 2024-02-02 10:00:00

"""

from alembic import op

revision = "6500000002"
down_revision = "6500000001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("INSERT INTO t VALUES (0)")


def downgrade() -> None:
    pass
