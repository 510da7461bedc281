"""Table 4

Revision ID: 7a00000004
Revises: 7a00000003
Create Date: 2024-04-04 10:00:00

"""

from alembic import op

revision = "7a00000004"
down_revision = "7a00000003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make it."""
    op.execute("CREATE TABLE table_4 (id integer PRIMARY KEY)")


def downgrade() -> None:
    """Drop it."""
    op.execute("DROP TABLE table_4")
