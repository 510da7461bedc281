"""Change one

Revision ID: 5700000004
Revises: 5700000003
Create Date: 2024-04-04 10:00:00

"""

from alembic import op

revision = "5700000004"
down_revision = "5700000003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SELECT lo_put(987002, 5, 'changed'::bytea)")
    op.execute("SELECT lo_create(987003)")


def downgrade() -> None:
    pass
