"""A role with settings

Revision ID: 5300000001
Revises:
Create Date: 2024-01-01 10:00:00

"""

from alembic import op

revision = "5300000001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        DO $$
        BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'acc_app') THEN
                CREATE ROLE acc_app NOLOGIN CONNECTION LIMIT 5;
            END IF;
        END
        $$
    """)
    op.execute("ALTER ROLE acc_app SET statement_timeout = '30s'")
    op.execute("""ALTER ROLE acc_app SET search_path = app, "$user", public""")


def downgrade() -> None:
    pass
