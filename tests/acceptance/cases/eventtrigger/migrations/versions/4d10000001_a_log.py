"""A log

Revision ID: 4d10000001
Revises:
Create Date: 2024-01-01 10:00:00

"""

from alembic import op

revision = "4d10000001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE TABLE ddl_log (tag text)")


def downgrade() -> None:
    pass
