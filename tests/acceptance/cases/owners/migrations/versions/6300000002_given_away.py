"""Given away

Revision ID: 6300000002
Revises: 6300000001
Create Date: 2024-02-02 10:00:00

"""

from alembic import op

revision = "6300000002"
down_revision = "6300000001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE SCHEMA theirs AUTHORIZATION acc_owner")
    op.execute("CREATE TABLE theirs.t (id serial PRIMARY KEY)")
    op.execute("ALTER TABLE theirs.t OWNER TO acc_owner")
    op.execute("CREATE FUNCTION theirs.f() RETURNS int LANGUAGE sql SECURITY DEFINER RETURN 1")
    op.execute("ALTER FUNCTION theirs.f() OWNER TO acc_owner")


def downgrade() -> None:
    pass
