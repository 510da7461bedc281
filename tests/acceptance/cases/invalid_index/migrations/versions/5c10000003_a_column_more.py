"""A column more

Revision ID: 5c10000003
Revises: 5c10000002
Create Date: 2024-03-03 10:00:00

"""

from alembic import op

revision = "5c10000003"
down_revision = "5c10000002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE twice ADD COLUMN w int")


def downgrade() -> None:
    pass
