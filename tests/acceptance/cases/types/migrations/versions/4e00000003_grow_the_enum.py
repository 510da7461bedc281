"""Grow the enum

Revision ID: 4e00000003
Revises: 4e00000002
Create Date: 2024-03-03 10:00:00

"""

from alembic import op

revision = "4e00000003"
down_revision = "4e00000002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TYPE size ADD VALUE 'medium' BEFORE 'large'")


def downgrade() -> None:
    pass
