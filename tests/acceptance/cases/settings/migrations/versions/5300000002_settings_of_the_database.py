"""Settings of the database

Revision ID: 5300000002
Revises: 5300000001
Create Date: 2024-02-02 10:00:00

"""

from alembic import op

revision = "5300000002"
down_revision = "5300000001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE SCHEMA app")
    op.execute("""
        DO $$
        BEGIN
            EXECUTE format('ALTER DATABASE %I SET timezone = %L', current_database(), 'Europe/Helsinki');
            EXECUTE format('ALTER DATABASE %I SET search_path = public, app', current_database());
            EXECUTE format('ALTER ROLE acc_app IN DATABASE %I SET work_mem = %L', current_database(), '8MB');
        END
        $$
    """)


def downgrade() -> None:
    pass
