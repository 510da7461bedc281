"""Roles and relations

Revision ID: 7400000001
Revises:
Create Date: 2024-01-01 10:00:00

"""

from alembic import op

revision = "7400000001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        DO $$
        BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'acc_typist') THEN
                CREATE ROLE acc_typist NOLOGIN;
            END IF;
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'acc_clerk') THEN
                CREATE ROLE acc_clerk NOLOGIN;
            END IF;
        END
        $$
    """)
    op.execute("CREATE TABLE closed (a int)")
    op.execute('CREATE TABLE "Odd ""one" (a int)')
    op.execute("CREATE TABLE given (a int)")
    op.execute("CREATE TABLE untouched (a int)")
    op.execute("CREATE VIEW seen AS SELECT a FROM closed")
    op.execute("CREATE FOREIGN DATA WRAPPER nothing")
    op.execute("CREATE SERVER nowhere FOREIGN DATA WRAPPER nothing")
    op.execute("CREATE FOREIGN TABLE far (a int) SERVER nowhere")


def downgrade() -> None:
    pass
