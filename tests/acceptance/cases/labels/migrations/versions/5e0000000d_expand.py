"""Expand

Revision ID: 5e0000000d
Revises: 5e0000000c
Create Date: 2024-04-04 10:00:00

"""

from alembic import op

revision = "5e0000000d"
down_revision = "5e0000000c"
branch_labels = ("expand",)
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE core ADD COLUMN full_name text")


def downgrade() -> None:
    op.execute("ALTER TABLE core DROP COLUMN full_name")
