"""Left

Revision ID: 680000000c
Revises: 680000000b
Create Date: 2024-03-03 10:00:00

"""

from alembic import op

revision = "680000000c"
down_revision = "680000000b"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE t ADD COLUMN c int")


def downgrade() -> None:
    op.execute("ALTER TABLE t DROP COLUMN c")
