"""Settings of our own

Revision ID: 7300000002
Revises: 7300000001
Create Date: 2024-02-02 10:00:00

"""

from alembic import op

revision = "7300000002"
down_revision = "7300000001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        DO $$
        BEGIN
            EXECUTE format('ALTER DATABASE %I SET "app.user" = %L', current_database(), 'x');
            EXECUTE format('ALTER DATABASE %I SET "app.Tenant" = %L', current_database(), 'y');
            EXECUTE format('ALTER DATABASE %I SET app.text = %L', current_database(), '$database$');
            EXECUTE format('COMMENT ON DATABASE %I IS %L', current_database(), '$database$ 5');
        END
        $$
    """)


def downgrade() -> None:
    pass
