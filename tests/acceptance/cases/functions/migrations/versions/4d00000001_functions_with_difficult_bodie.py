"""Functions with difficult bodies

Revision ID: 4d00000001
Revises:
Create Date: 2024-01-01 10:00:00

"""

from alembic import op

revision = "4d00000001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE TABLE rates (code text PRIMARY KEY, rate numeric)")
    op.execute(r"""
        CREATE FUNCTION difficult(a text DEFAULT 'x;y', VARIADIC b int[] DEFAULT '{}') RETURNS text
        LANGUAGE plpgsql AS $outer$
        DECLARE
            sql text := $inner$SELECT '--not a comment; $$ neither $$'$inner$;
            n int := 5 % 3;
        BEGIN
            -- a comment; with a semicolon and a quote'
            /* another; /* nested; */ one */
            EXECUTE sql INTO sql;
            RETURN sql || E'\\x41;\n' || n || '$1';
        END;
        $outer$
    """)
    op.execute("""
        CREATE FUNCTION late() RETURNS numeric LANGUAGE sql STABLE AS 'SELECT max(rate) FROM rates; -- end'
    """)


def downgrade() -> None:
    pass
