"""Another table

Revision ID: 7100000003
Revises: 7100000002
Create Date: 2024-03-03 10:00:00

"""

from alembic import op

revision = "7100000003"
down_revision = "7100000002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE TABLE t2 (id int PRIMARY KEY)")


def downgrade() -> None:
    pass
