"""Orders can come back.

Revision ID: c9e17b48d263
Revises: 54a9f3d06b7e
Create Date: 2023-02-20 09:33:12.700418

"""

from alembic import op

# revision identifiers, used by Alembic.
revision = "c9e17b48d263"
down_revision = "54a9f3d06b7e"
branch_labels = None
depends_on = None


def upgrade():
    # ALTER TYPE ... ADD VALUE must not share a transaction with a use of the value.
    with op.get_context().autocommit_block():
        op.execute("ALTER TYPE order_status ADD VALUE IF NOT EXISTS 'returned'")
        op.execute("ALTER TYPE order_status ADD VALUE IF NOT EXISTS 'cancelled' AFTER 'paid'")


def downgrade():
    op.execute("DROP VIEW open_orders")
    op.execute("DROP INDEX ix_orders_open")
    op.execute("ALTER TYPE order_status RENAME TO order_status_old")
    op.execute("CREATE TYPE order_status AS ENUM ('new', 'paid', 'shipped', 'delivered')")
    op.execute("ALTER TABLE orders ALTER COLUMN status DROP DEFAULT")
    op.execute(
        "ALTER TABLE orders ALTER COLUMN status TYPE order_status USING status::text::order_status"
    )
    op.execute("ALTER TABLE orders ALTER COLUMN status SET DEFAULT 'new'")
    op.execute("DROP TYPE order_status_old")
    op.execute("CREATE INDEX ix_orders_open ON orders (placed_at) WHERE status IN ('new', 'paid')")
    op.execute("""
        CREATE VIEW open_orders AS
        SELECT o.id,
               c.full_name,
               o.placed_at,
               count(l.line_no) AS lines,
               sum(l.quantity * l.unit_price_cents) AS cents
          FROM orders o
          JOIN customers c ON c.id = o.customer_id
          LEFT JOIN order_lines l ON l.order_id = o.id
         WHERE o.status IN ('new', 'paid')
           AND c.kind IN ('person', 'company', 'school')
         GROUP BY o.id, c.full_name
    """)
    op.execute("GRANT SELECT ON open_orders TO shop_reporting")
