"""Contract further, once expanded

Revision ID: 5e0000000f
Revises: 5e0000000e
Create Date: 2024-06-06 10:00:00

"""

from alembic import op

revision = "5e0000000f"
down_revision = "5e0000000e"
branch_labels = None
depends_on = "expand"


def upgrade() -> None:
    op.execute("UPDATE core SET full_name = name")


def downgrade() -> None:
    op.execute("UPDATE core SET full_name = NULL")
