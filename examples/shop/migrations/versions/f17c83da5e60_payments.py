"""Payments.

Revision ID: f17c83da5e60
Revises: 48f0b2c7d1e9
Create Date: 2022-10-04 11:14:59.382650

"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

# revision identifiers, used by Alembic.
revision = "f17c83da5e60"
down_revision = "48f0b2c7d1e9"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "payments",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("order_id", sa.Integer(), sa.ForeignKey("orders.id"), nullable=False),
        sa.Column(
            "method",
            sa.Enum("card", "invoice", "paypal", name="payment_method"),
            nullable=False,
        ),
        sa.Column("amount_cents", sa.Integer(), nullable=False),
        sa.Column("currency_code", sa.CHAR(3), sa.ForeignKey("currencies.code"), nullable=False),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("provider_data", postgresql.JSONB(), server_default="{}", nullable=False),
    )
    op.create_index("ix_payments_order_id", "payments", ["order_id"])


def downgrade():
    op.drop_index("ix_payments_order_id", table_name="payments")
    op.drop_table("payments")
    op.execute("DROP TYPE payment_method")
