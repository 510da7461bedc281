"""Rights on the version table

Revision ID: 6200000003
Revises: 6200000002
Create Date: 2024-03-03 10:00:00

"""

from alembic import op

revision = "6200000003"
down_revision = "6200000002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("GRANT SELECT ON alembic_version TO PUBLIC")
    op.execute("ALTER TABLE alembic_version ENABLE ROW LEVEL SECURITY")
    op.execute("CREATE POLICY everybody ON alembic_version FOR SELECT USING (true)")
    op.execute("COMMENT ON TABLE alembic_version IS 'where we are'")


def downgrade() -> None:
    pass
