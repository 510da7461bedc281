"""A table with an enum

Revision ID: 5f00000001
Revises:
Create Date: 2024-01-01 10:00:00

"""

from alembic import op

revision = "5f00000001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE TYPE state AS ENUM ('new')")
    op.execute("CREATE TABLE jobs (id int PRIMARY KEY, state state DEFAULT 'new', name text)")


def downgrade() -> None:
    pass
