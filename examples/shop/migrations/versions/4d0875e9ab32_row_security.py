"""The reporting team sees no orders of schools.

Revision ID: 4d0875e9ab32
Revises: 63c1be5f80a9
Create Date: 2023-12-04 10:36:42.013397

"""

from collections.abc import Sequence

from alembic import op

# revision identifiers, used by Alembic.
revision: str = "4d0875e9ab32"
down_revision: str | Sequence[str] | None = "63c1be5f80a9"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.execute("ALTER TABLE orders ENABLE ROW LEVEL SECURITY")
    op.execute("""
        CREATE POLICY no_schools ON orders FOR SELECT TO shop_reporting
        USING (EXISTS (
            SELECT FROM customers c
             WHERE c.id = orders.customer_id AND c.kind IN ('person', 'company')
        ))
    """)
    op.execute("CREATE POLICY all_for_others ON orders USING (current_user <> 'shop_reporting')")


def downgrade() -> None:
    op.execute("DROP POLICY all_for_others ON orders")
    op.execute("DROP POLICY no_schools ON orders")
    op.execute("ALTER TABLE orders DISABLE ROW LEVEL SECURITY")
