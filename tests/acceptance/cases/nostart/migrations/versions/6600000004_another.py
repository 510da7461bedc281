"""Another

Revision ID: 6600000004
Revises: 6600000003
Create Date: 2024-04-04 10:00:00

"""

from alembic import op

revision = "6600000004"
down_revision = "6600000003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE TABLE t2 (id int)")


def downgrade() -> None:
    pass
