"""One more value, used at once

Revision ID: 5f00000005
Revises: 5f00000004
Create Date: 2024-05-05 10:00:00

"""

from alembic import op

revision = "5f00000005"
down_revision = "5f00000004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.execute("ALTER TYPE state ADD VALUE IF NOT EXISTS 'late'")
    op.execute("INSERT INTO jobs VALUES (3, 'late', NULL)")


def downgrade() -> None:
    op.execute("DELETE FROM jobs WHERE id = 3")
