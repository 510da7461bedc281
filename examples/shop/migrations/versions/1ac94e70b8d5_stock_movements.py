"""Stock movements; a paid refund can put goods back.

Revision ID: 1ac94e70b8d5
Revises: 83b5f6c21d07
Create Date: 2022-10-18 09:48:36.556904

"""

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision = "1ac94e70b8d5"
down_revision = "83b5f6c21d07"
branch_labels = None
depends_on = "69e2d04b7ac1"


def upgrade():
    op.create_table(
        "stock_movements",
        sa.Column("id", sa.BigInteger(), primary_key=True),
        sa.Column("warehouse_id", sa.SmallInteger(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("refund_id", sa.Integer(), sa.ForeignKey("refunds.id"), nullable=True),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.Column(
            "moved_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["warehouse_id", "product_id"], ["stock.warehouse_id", "stock.product_id"]
        ),
    )


def downgrade():
    op.drop_table("stock_movements")
