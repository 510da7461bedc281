"""Comments for whoever reads the schema next.

Revision ID: a35e90c74b2f
Revises: 18fc6d30b9ea
Create Date: 2023-07-03 08:19:26.845533

"""

from alembic import op

# revision identifiers, used by Alembic.
revision = "a35e90c74b2f"
down_revision = "18fc6d30b9ea"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table_comment("orders", "One row per basket that was paid for, or should have been")
    op.alter_column(
        "orders", "total_cents", comment="Gross, in the customer's currency; 100% = all"
    )
    op.execute("COMMENT ON VIEW open_orders IS 'For the packing desk; ask Mira first'")
    op.execute("COMMENT ON TYPE order_status IS 'Order matters: a later word never goes back'")
    op.execute("COMMENT ON INDEX ix_orders_open IS 'The \"slow Monday\" page'")


def downgrade():
    op.execute("COMMENT ON INDEX ix_orders_open IS NULL")
    op.execute("COMMENT ON TYPE order_status IS NULL")
    op.execute("COMMENT ON VIEW open_orders IS NULL")
    op.alter_column("orders", "total_cents", comment=None)
    op.drop_table_comment("orders")
