"""A table

Revision ID: 5800000001
Revises:
Create Date: 2024-01-01 10:00:00

"""

from alembic import op

revision = "5800000001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE t (a int, b varchar(10), c text, d jsonb) WITH (fillfactor = 80, autovacuum_enabled = false, toast.autovacuum_enabled = false)
    """)
    op.execute("CREATE INDEX t_a ON t (a) WITH (fillfactor = 60)")
    op.execute("""
        CREATE INDEX t_expr ON t ((lower(b)), (a + 1) DESC NULLS LAST, b varchar_pattern_ops) INCLUDE (c)
    """)


def downgrade() -> None:
    pass
