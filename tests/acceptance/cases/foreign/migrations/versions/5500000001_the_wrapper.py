"""The wrapper

Revision ID: 5500000001
Revises:
Create Date: 2024-01-01 10:00:00

"""

from alembic import op

revision = "5500000001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE EXTENSION postgres_fdw")


def downgrade() -> None:
    pass
