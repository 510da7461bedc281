"""Never reached

Revision ID: 6500000004
Revises: 6500000003
Create Date: 2024-04-04 10:00:00

"""

from alembic import op

revision = "6500000004"
down_revision = "6500000003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE t ADD COLUMN late int")


def downgrade() -> None:
    pass
