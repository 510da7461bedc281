"""A column more

Revision ID: 6400000004
Revises: 6400000003
Create Date: 2024-04-04 10:00:00

"""

from alembic import op

revision = "6400000004"
down_revision = "6400000003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE prices ADD COLUMN cents int")


def downgrade() -> None:
    op.execute("ALTER TABLE prices DROP COLUMN cents")
