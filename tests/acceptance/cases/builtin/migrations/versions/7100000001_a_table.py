"""A table

Revision ID: 7100000001
Revises:
Create Date: 2024-01-01 10:00:00

"""

from alembic import op

revision = "7100000001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE TABLE t1 (id int PRIMARY KEY)")


def downgrade() -> None:
    pass
