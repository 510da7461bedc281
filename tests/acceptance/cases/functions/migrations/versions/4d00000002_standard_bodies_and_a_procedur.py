"""Standard bodies and a procedure

Revision ID: 4d00000002
Revises: 4d00000001
Create Date: 2024-02-02 10:00:00

"""

from alembic import op

revision = "4d00000002"
down_revision = "4d00000001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE FUNCTION latest(c text) RETURNS numeric STABLE
        BEGIN ATOMIC
            SELECT CASE WHEN c = 'a;b' THEN 1 ELSE rate END FROM rates WHERE code = c;
            SELECT rate FROM rates WHERE code = c;
        END
    """)
    op.execute("""
        CREATE PROCEDURE add_rate(c text, r numeric) LANGUAGE sql AS $$
            INSERT INTO rates VALUES (c, r) ON CONFLICT DO NOTHING;
            UPDATE rates SET rate = r WHERE code = c;
        $$
    """)
    op.execute("CALL add_rate('EUR', 1.5)")
    op.execute("""
        CREATE FUNCTION twice(r rates) RETURNS TABLE (code text, rate numeric)
        LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 5 ROWS 2
        SET search_path = public SET work_mem = '5MB' AS 'VALUES (r.code, r.rate), (r.code, r.rate)'
    """)


def downgrade() -> None:
    pass
