"""After the cut

Revision ID: 7500000003
Revises: 7500000002
Create Date: 2024-03-03 10:00:00

"""

from alembic import op

revision = "7500000003"
down_revision = "7500000002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE TABLE t (id int PRIMARY KEY)")


def downgrade() -> None:
    op.execute("DROP TABLE t")
