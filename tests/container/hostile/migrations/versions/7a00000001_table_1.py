"""Table 1

Revision ID: 7a00000001
Revises:
Create Date: 2024-04-01 10:00:00

"""

from alembic import op

revision = "7a00000001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make it."""
    op.execute("CREATE TABLE table_1 (id integer PRIMARY KEY)")


def downgrade() -> None:
    """Drop it."""
    op.execute("DROP TABLE table_1")
