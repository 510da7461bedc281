"""Columns

Revision ID: 5800000003
Revises: 5800000002
Create Date: 2024-03-03 10:00:00

"""

from alembic import op

revision = "5800000003"
down_revision = "5800000002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        ALTER TABLE t ALTER COLUMN c SET STORAGE EXTERNAL, ALTER COLUMN d SET COMPRESSION pglz
    """)
    op.execute("""
        ALTER TABLE t ALTER COLUMN a SET STATISTICS 250, ALTER COLUMN b SET (n_distinct = -0.5)
    """)
    op.execute("ALTER INDEX t_expr ALTER COLUMN 1 SET STATISTICS 300")
    op.execute("ALTER TABLE t CLUSTER ON t_a")


def downgrade() -> None:
    pass
