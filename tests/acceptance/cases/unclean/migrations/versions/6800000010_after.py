"""After

Revision ID: 6800000010
Revises: 680000000f
Create Date: 2024-06-06 10:00:00

"""

from alembic import op

revision = "6800000010"
down_revision = "680000000f"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE t ADD COLUMN e int")


def downgrade() -> None:
    op.execute("ALTER TABLE t DROP COLUMN e")
