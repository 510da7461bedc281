"""A column

Revision ID: 6700000003
Revises: 6700000002
Create Date: 2024-03-03 10:00:00

"""

from alembic import op

revision = "6700000003"
down_revision = "6700000002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE t ADD COLUMN name text")


def downgrade() -> None:
    pass
