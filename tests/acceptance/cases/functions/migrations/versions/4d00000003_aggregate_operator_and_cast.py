"""Aggregate, operator and cast

Revision ID: 4d00000003
Revises: 4d00000002
Create Date: 2024-03-03 10:00:00

"""

from alembic import op

revision = "4d00000003"
down_revision = "4d00000002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE TYPE money2 AS (cents int, currency text)")
    op.execute("""
        CREATE FUNCTION money2_add(money2, money2) RETURNS money2 LANGUAGE sql IMMUTABLE
        AS $$SELECT ($1.cents + $2.cents, $1.currency)::money2$$
    """)
    op.execute("""
        CREATE OPERATOR + (LEFTARG = money2, RIGHTARG = money2, FUNCTION = money2_add, COMMUTATOR = +)
    """)
    op.execute("CREATE AGGREGATE sum(money2) (SFUNC = money2_add, STYPE = money2)")
    op.execute("""
        CREATE FUNCTION money2_int(money2) RETURNS int LANGUAGE sql IMMUTABLE RETURN ($1).cents
    """)
    op.execute("CREATE CAST (money2 AS int) WITH FUNCTION money2_int(money2) AS ASSIGNMENT")


def downgrade() -> None:
    pass
