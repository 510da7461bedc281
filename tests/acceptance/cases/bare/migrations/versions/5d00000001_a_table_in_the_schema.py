"""A table in the schema

Revision ID: 5d00000001
Revises:
Create Date: 2024-01-01 10:00:00

"""

from alembic import op

revision = "5d00000001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE TABLE app.t (id int PRIMARY KEY DEFAULT app.one(), name text)")


def downgrade() -> None:
    pass
