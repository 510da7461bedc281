"""Rows made by the server

Revision ID: 6000000002
Revises: 6000000001
Create Date: 2024-02-02 10:00:00

"""

from alembic import op

revision = "6000000002"
down_revision = "6000000001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("INSERT INTO accounts (login) VALUES ('admin'), ('guest')")
    op.execute("""
        INSERT INTO accounts VALUES ('00000000-0000-4000-8000-000000000001', 'robot', '2020-01-01', '2020-01-01', 'fixed')
    """)
    op.execute("""
        INSERT INTO logins (account, at) SELECT id, clock_timestamp() FROM accounts ORDER BY login
    """)
    op.execute("""
        INSERT INTO registry VALUES ('logins', 'logins'::regclass::oid, pg_current_xact_id())
    """)


def downgrade() -> None:
    pass
