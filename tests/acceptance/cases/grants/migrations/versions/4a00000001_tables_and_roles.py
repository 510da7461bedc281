"""Tables and roles

Revision ID: 4a00000001
Revises:
Create Date: 2024-01-01 10:00:00

"""

from alembic import op

revision = "4a00000001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        DO $$
        BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'acc_reader') THEN
                CREATE ROLE acc_reader NOLOGIN;
            END IF;
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'acc_writer') THEN
                CREATE ROLE acc_writer NOLOGIN IN ROLE acc_reader;
            END IF;
        END
        $$
    """)
    op.execute("CREATE TABLE people (id serial PRIMARY KEY, name text, salary numeric, notes text)")
    op.execute("CREATE TABLE secrets (id int PRIMARY KEY, value text)")


def downgrade() -> None:
    op.execute("DROP TABLE secrets")
    op.execute("DROP TABLE people")
