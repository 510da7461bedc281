"""Another table

Revision ID: 7300000004
Revises: 7300000003
Create Date: 2024-04-04 10:00:00

"""

from alembic import op

revision = "7300000004"
down_revision = "7300000003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE TABLE t2 (id int PRIMARY KEY)")


def downgrade() -> None:
    pass
