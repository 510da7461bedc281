"""Materialised views

Revision ID: 4c00000003
Revises: 4c00000002
Create Date: 2024-03-03 10:00:00

"""

from alembic import op

revision = "4c00000003"
down_revision = "4c00000002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE MATERIALIZED VIEW full_paths AS SELECT id, path FROM paths")
    op.execute("CREATE UNIQUE INDEX full_paths_id ON full_paths (id)")
    op.execute("""
        CREATE MATERIALIZED VIEW not_yet AS SELECT count(*) AS n FROM full_paths WITH NO DATA
    """)
    op.execute("CREATE MATERIALIZED VIEW lengths AS SELECT id, length(path) AS n FROM full_paths")


def downgrade() -> None:
    pass
