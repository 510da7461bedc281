"""Drop one

Revision ID: 5800000005
Revises: 5800000004
Create Date: 2024-05-05 10:00:00

"""

from alembic import op

revision = "5800000005"
down_revision = "5800000004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("DROP STATISTICS t_expr_stats")


def downgrade() -> None:
    op.execute("CREATE STATISTICS t_expr_stats ON (b IN ('x', 'y')), lower(c) FROM t")
