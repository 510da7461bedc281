"""Use them in the same breath

Revision ID: 5f00000003
Revises: 5f00000002
Create Date: 2024-03-03 10:00:00

"""

from alembic import op

revision = "5f00000003"
down_revision = "5f00000002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("INSERT INTO jobs VALUES (1, 'failed', 'a'), (2, 'done', 'b')")
    with op.get_context().autocommit_block():
        op.execute("CREATE INDEX CONCURRENTLY jobs_name ON jobs (name) WHERE state <> 'done'")
        op.execute("VACUUM ANALYZE jobs")


def downgrade() -> None:
    pass
