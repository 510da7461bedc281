"""Read rights for the reporting team.

Revision ID: e80c5b12fa97
Revises: 36d7b90a4ef5
Create Date: 2023-01-16 10:20:15.449020

"""

from alembic import op

# revision identifiers, used by Alembic.
revision = "e80c5b12fa97"
down_revision = "36d7b90a4ef5"
branch_labels = None
depends_on = None

READABLE = "customers, addresses, orders, order_lines, products, categories, countries, currencies"


def upgrade():
    # Roles belong to the whole server: another database of it may have made this one already.
    op.execute("""
        DO $$
        BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'shop_reporting') THEN
                CREATE ROLE shop_reporting NOLOGIN;
            END IF;
        END
        $$
    """)
    op.execute(f"GRANT SELECT ON {READABLE} TO shop_reporting")
    op.execute("REVOKE SELECT ON customers FROM shop_reporting")
    op.execute("GRANT SELECT (id, kind, created_at) ON customers TO shop_reporting")
    op.execute("GRANT SELECT ON open_orders TO shop_reporting")
    op.execute("REVOKE EXECUTE ON FUNCTION audit.record() FROM PUBLIC")


def downgrade():
    op.execute("GRANT EXECUTE ON FUNCTION audit.record() TO PUBLIC")
    op.execute("REVOKE SELECT ON open_orders FROM shop_reporting")
    op.execute("REVOKE SELECT (id, kind, created_at) ON customers FROM shop_reporting")
    op.execute(f"REVOKE SELECT ON {READABLE} FROM shop_reporting")
    # The role stays, other databases of this server may grant to it.
