"""The last common one

Revision ID: 5e0000000c
Revises: 5e0000000b
Create Date: 2024-03-03 10:00:00

"""

from alembic import op

revision = "5e0000000c"
down_revision = "5e0000000b"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("INSERT INTO core VALUES (1, 'one')")


def downgrade() -> None:
    op.execute("DELETE FROM core")
