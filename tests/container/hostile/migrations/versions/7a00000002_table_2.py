"""Table 2

Revision ID: 7a00000002
Revises: 7a00000001
Create Date: 2024-04-02 10:00:00

"""

from alembic import op

revision = "7a00000002"
down_revision = "7a00000001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make it."""
    op.execute("CREATE TABLE table_2 (id integer PRIMARY KEY)")


def downgrade() -> None:
    """Drop it."""
    op.execute("DROP TABLE table_2")
