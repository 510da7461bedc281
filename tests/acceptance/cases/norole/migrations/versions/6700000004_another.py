"""Another

Revision ID: 6700000004
Revises: 6700000003
Create Date: 2024-04-04 10:00:00

"""

from alembic import op

revision = "6700000004"
down_revision = "6700000003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE t ADD COLUMN note text")


def downgrade() -> None:
    pass
