"""Rates

Revision ID: 6400000001
Revises:
Create Date: 2024-01-01 10:00:00

"""

from alembic import op

revision = "6400000001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE TABLE rates (code text PRIMARY KEY)")
    op.execute("INSERT INTO rates VALUES ('EUR'), ('SEK')")


def downgrade() -> None:
    pass
