"""Contract

Revision ID: 5e0000000e
Revises: 5e0000000c
Create Date: 2024-05-05 10:00:00

"""

from alembic import op

revision = "5e0000000e"
down_revision = "5e0000000c"
branch_labels = ("contract",)
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE core ADD COLUMN old boolean")


def downgrade() -> None:
    op.execute("ALTER TABLE core DROP COLUMN old")
