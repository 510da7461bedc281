"""Remove one

Revision ID: 5700000005
Revises: 5700000004
Create Date: 2024-05-05 10:00:00

"""

from alembic import op

revision = "5700000005"
down_revision = "5700000004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SELECT lo_unlink(987003)")


def downgrade() -> None:
    op.execute("SELECT lo_create(987003)")
