"""Comment and rights of the database

Revision ID: 5300000003
Revises: 5300000002
Create Date: 2024-03-03 10:00:00

"""

from alembic import op

revision = "5300000003"
down_revision = "5300000002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        DO $$
        BEGIN
            EXECUTE format('COMMENT ON DATABASE %I IS %L', current_database(), 'It''s ours; 100%');
            EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
            EXECUTE format('GRANT CONNECT, TEMPORARY ON DATABASE %I TO acc_app', current_database());
        END
        $$
    """)
    op.execute("COMMENT ON ROLE acc_app IS 'the application'")


def downgrade() -> None:
    pass
