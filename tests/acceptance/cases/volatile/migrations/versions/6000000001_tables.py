"""Tables

Revision ID: 6000000001
Revises:
Create Date: 2024-01-01 10:00:00

"""

from alembic import op

revision = "6000000001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE accounts (
            id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
            login text NOT NULL UNIQUE,
            made_at timestamptz NOT NULL DEFAULT now(),
            made_on date NOT NULL DEFAULT CURRENT_DATE,
            token text NOT NULL DEFAULT md5(random()::text)
        )
    """)
    op.execute("""
        CREATE TABLE logins (id serial PRIMARY KEY, account uuid NOT NULL REFERENCES accounts, at timestamptz)
    """)
    op.execute("CREATE TABLE registry (name text PRIMARY KEY, object_id oid, made_by xid8)")


def downgrade() -> None:
    pass
