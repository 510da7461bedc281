"""View of open orders for the packing desk.

Revision ID: 20220801_01
Revises: d5a60e194c8f
Create Date: 2022-08-01 18:00:00

"""

from alembic import op

# revision identifiers, used by Alembic.
revision = "20220801_01"
down_revision = "d5a60e194c8f"
branch_labels = None
depends_on = None

VIEW = """
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
"""


def upgrade():
    op.execute(VIEW)


def downgrade():
    op.execute("DROP VIEW open_orders")
