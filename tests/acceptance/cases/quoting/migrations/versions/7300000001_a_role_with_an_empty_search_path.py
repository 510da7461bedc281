"""A role with an empty search path

Revision ID: 7300000001
Revises:
Create Date: 2024-01-01 10:00:00

"""

from alembic import op

revision = "7300000001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        DO $$
        BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'acc_quoted $role$') THEN
                CREATE ROLE "acc_quoted $role$";
            END IF;
        END
        $$
    """)
    op.execute("""ALTER ROLE "acc_quoted $role$" SET search_path = ''""")
    op.execute("""ALTER ROLE "acc_quoted $role$" SET temp_tablespaces = ''""")
    op.execute("""
        DO $$
        BEGIN
            IF current_setting('server_version_num')::int >= 150000 THEN
                EXECUTE 'GRANT SET ON PARAMETER work_mem TO "acc_quoted $role$"';
                EXECUTE 'GRANT SET ON PARAMETER my.thing TO "acc_quoted $role$" WITH GRANT OPTION';
            END IF;
        END
        $$
    """)


def downgrade() -> None:
    pass
