"""Divides by it

Revision ID: 6500000003
Revises: 6500000002
Create Date: 2024-03-03 10:00:00

"""

from alembic import op

revision = "6500000003"
down_revision = "6500000002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE t ADD COLUMN part int")
    op.execute("UPDATE t SET part = 1 / id")


def downgrade() -> None:
    pass
