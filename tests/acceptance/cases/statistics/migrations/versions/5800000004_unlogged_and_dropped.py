"""Unlogged and dropped

Revision ID: 5800000004
Revises: 5800000003
Create Date: 2024-04-04 10:00:00

"""

from alembic import op

revision = "5800000004"
down_revision = "5800000003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE UNLOGGED TABLE u (a int, gone int, b int DEFAULT 5)")
    op.execute("ALTER TABLE u DROP COLUMN gone")
    op.execute("INSERT INTO u VALUES (1, 2)")
    op.execute("ALTER TABLE t SET (autovacuum_vacuum_scale_factor = 0.05)")


def downgrade() -> None:
    pass
