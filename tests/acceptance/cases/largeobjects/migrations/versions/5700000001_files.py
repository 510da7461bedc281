"""Files

Revision ID: 5700000001
Revises:
Create Date: 2024-01-01 10:00:00

"""

from alembic import op

revision = "5700000001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE TABLE files (id int PRIMARY KEY, content oid NOT NULL)")


def downgrade() -> None:
    pass
