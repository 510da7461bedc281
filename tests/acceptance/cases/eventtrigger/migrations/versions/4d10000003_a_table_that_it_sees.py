"""A table that it sees

Revision ID: 4d10000003
Revises: 4d10000002
Create Date: 2024-03-03 10:00:00

"""

from alembic import op

revision = "4d10000003"
down_revision = "4d10000002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE TABLE seen (id int)")


def downgrade() -> None:
    pass
