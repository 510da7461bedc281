"""Another column

Revision ID: 5c10000004
Revises: 5c10000003
Create Date: 2024-04-04 10:00:00

"""

from alembic import op

revision = "5c10000004"
down_revision = "5c10000003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE twice ADD COLUMN x int")


def downgrade() -> None:
    op.execute("ALTER TABLE twice DROP COLUMN x")
