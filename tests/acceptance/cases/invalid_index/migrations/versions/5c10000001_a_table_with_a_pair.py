"""A table with a pair

Revision ID: 5c10000001
Revises:
Create Date: 2024-01-01 10:00:00

"""

from alembic import op

revision = "5c10000001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE TABLE twice (v int)")
    op.execute("INSERT INTO twice VALUES (1), (1)")


def downgrade() -> None:
    pass
