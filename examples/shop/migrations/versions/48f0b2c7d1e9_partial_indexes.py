"""Indexes for the two slow pages.

Revision ID: 48f0b2c7d1e9
Revises: 20220801_01
Create Date: 2022-09-05 07:55:40.229173

"""

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision = "48f0b2c7d1e9"
down_revision = "20220801_01"
branch_labels = None
depends_on = None


def upgrade():
    op.create_index(
        "ix_orders_open",
        "orders",
        ["placed_at"],
        postgresql_where=sa.text("status IN ('new', 'paid')"),
    )
    op.create_index("ix_customers_lower_name", "customers", [sa.text("lower(full_name)")])
    op.execute(
        "CREATE UNIQUE INDEX uq_products_active_name ON products (lower(name)) "
        "WHERE active AND vat_class IN ('standard', 'reduced')"
    )


def downgrade():
    op.execute("DROP INDEX uq_products_active_name")
    op.drop_index("ix_customers_lower_name", table_name="customers")
    op.drop_index("ix_orders_open", table_name="orders")
