"""Rights on multirange types

Revision ID: 7400000003
Revises: 7400000002
Create Date: 2024-03-03 10:00:00

"""

from alembic import op

revision = "7400000003"
down_revision = "7400000002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE TYPE span AS RANGE (subtype = int, multirange_type_name = spans)")
    op.execute("CREATE TYPE days AS RANGE (subtype = date)")
    # From version 17 on they have no owner and no privileges of their own.
    op.execute("""
        DO $$
        BEGIN
            IF current_setting('server_version_num')::int < 170000 THEN
                REVOKE USAGE ON TYPE spans FROM PUBLIC;
                ALTER TYPE days_multirange OWNER TO acc_clerk;
                GRANT USAGE ON TYPE days_multirange TO acc_typist;
            END IF;
        END
        $$
    """)
    op.execute("ALTER DEFAULT PRIVILEGES GRANT USAGE ON TYPES TO acc_typist")
    op.execute("CREATE TYPE later AS RANGE (subtype = numeric)")
    op.execute("CREATE TABLE latest (a int)")


def downgrade() -> None:
    pass
