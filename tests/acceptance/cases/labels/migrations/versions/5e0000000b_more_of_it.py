"""More of it

Revision ID: 5e0000000b
Revises: 5e0000000a
Create Date: 2024-02-02 10:00:00

"""

from alembic import op

revision = "5e0000000b"
down_revision = "5e0000000a"
branch_labels = ("stable",)
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE core ADD COLUMN name text")


def downgrade() -> None:
    op.execute("ALTER TABLE core DROP COLUMN name")
