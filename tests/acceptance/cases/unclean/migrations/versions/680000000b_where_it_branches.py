"""Where it branches

Revision ID: 680000000b
Revises: 680000000a
Create Date: 2024-02-02 10:00:00

"""

from alembic import op

revision = "680000000b"
down_revision = "680000000a"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE t ADD COLUMN b int")


def downgrade() -> None:
    op.execute("ALTER TABLE t DROP COLUMN b")
