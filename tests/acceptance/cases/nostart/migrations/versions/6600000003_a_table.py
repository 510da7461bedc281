"""A table

Revision ID: 6600000003
Revises: 6600000002
Create Date: 2024-03-03 10:00:00

"""

from alembic import op

revision = "6600000003"
down_revision = "6600000002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE TABLE t (id int)")


def downgrade() -> None:
    pass
