"""Sales by country and month, refreshed every night.

Revision ID: 54a9f3d06b7e
Revises: e80c5b12fa97
Create Date: 2023-02-07 11:47:30.962254

"""

from alembic import op

# revision identifiers, used by Alembic.
revision = "54a9f3d06b7e"
down_revision = "e80c5b12fa97"
branch_labels = None
depends_on = None


def upgrade():
    op.execute("""
        CREATE MATERIALIZED VIEW sales_by_country AS
        SELECT k.code AS country_code,
               date_trunc('month', o.placed_at) AS month,
               count(DISTINCT o.id) AS orders,
               coalesce(sum(o.total_cents), 0) AS cents
          FROM countries k
          LEFT JOIN addresses a ON a.country_code = k.code
          LEFT JOIN orders o ON o.customer_id = a.customer_id
         GROUP BY k.code, date_trunc('month', o.placed_at)
    """)
    op.execute("CREATE UNIQUE INDEX sales_by_country_key ON sales_by_country (country_code, month)")
    op.execute("GRANT SELECT ON sales_by_country TO shop_reporting")


def downgrade():
    op.execute("DROP MATERIALIZED VIEW sales_by_country")
