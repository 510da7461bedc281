"""Index again, and set a session's search_path

Revision ID: 5f00000004
Revises: 5f00000003
Create Date: 2024-04-04 10:00:00

"""

from alembic import op

revision = "5f00000004"
down_revision = "5f00000003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET search_path = pg_catalog, public")
    with op.get_context().autocommit_block():
        op.execute("REINDEX INDEX CONCURRENTLY public.jobs_name")
    op.execute("RESET search_path")


def downgrade() -> None:
    pass
