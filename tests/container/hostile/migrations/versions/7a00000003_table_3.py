"""Table 3

Revision ID: 7a00000003
Revises: 7a00000002
Create Date: 2024-04-03 10:00:00

"""

from alembic import op

revision = "7a00000003"
down_revision = "7a00000002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make it."""
    op.execute("CREATE TABLE table_3 (id integer PRIMARY KEY)")


def downgrade() -> None:
    """Drop it."""
    op.execute("DROP TABLE table_3")
