"""Statistics

Revision ID: 5800000002
Revises: 5800000001
Create Date: 2024-02-02 10:00:00

"""

from alembic import op

revision = "5800000002"
down_revision = "5800000001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE STATISTICS t_ab (ndistinct, mcv) ON a, b FROM t")
    op.execute("CREATE STATISTICS t_expr_stats ON (b IN ('x', 'y')), lower(c) FROM t")
    op.execute("ALTER STATISTICS t_ab SET STATISTICS 500")


def downgrade() -> None:
    pass
