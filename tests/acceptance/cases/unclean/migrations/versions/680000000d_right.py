"""Right

Revision ID: 680000000d
Revises: 680000000b
Create Date: 2024-04-04 10:00:00

"""

from alembic import op

revision = "680000000d"
down_revision = "680000000b"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE t ADD COLUMN d int")


def downgrade() -> None:
    op.execute("ALTER TABLE t DROP COLUMN d")
