"""Rights on functions, types and schemas

Revision ID: 4a00000003
Revises: 4a00000002
Create Date: 2024-03-03 10:00:00

"""

from alembic import op

revision = "4a00000003"
down_revision = "4a00000002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE FUNCTION secret_count() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT count(*) FROM secrets'
    """)
    op.execute("REVOKE EXECUTE ON FUNCTION secret_count() FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION secret_count() TO acc_reader")
    op.execute("CREATE TYPE mood AS ENUM ('good', 'bad')")
    op.execute("REVOKE USAGE ON TYPE mood FROM PUBLIC")
    op.execute("CREATE SCHEMA hidden")
    op.execute("GRANT USAGE, CREATE ON SCHEMA hidden TO acc_writer")
    op.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")


def downgrade() -> None:
    op.execute("DROP SCHEMA hidden")
    op.execute("DROP TYPE mood")
    op.execute("DROP FUNCTION secret_count()")
