"""Carts that survive a closed browser.

Revision ID: 20240311_1030
Revises: e94b17c0d65f
Create Date: 2024-03-11 10:30:00

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "20240311_1030"
down_revision: str | Sequence[str] | None = "e94b17c0d65f"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "carts",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), primary_key=True),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=False),
    )
    op.create_table(
        "cart_items",
        sa.Column("cart_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("cart_id", "product_id", name="cart_items_pkey"),
    )
    with op.batch_alter_table("carts") as batch:
        batch.create_foreign_key(
            "carts_customer_id_fkey", "customers", ["customer_id"], ["id"], ondelete="SET NULL"
        )
    with op.batch_alter_table("cart_items") as batch:
        batch.alter_column("count", new_column_name="quantity")
        batch.create_foreign_key(
            "cart_items_cart_id_fkey", "carts", ["cart_id"], ["id"], ondelete="CASCADE"
        )
        batch.create_foreign_key(
            "cart_items_product_id_fkey", "products", ["product_id"], ["id"], deferrable=True
        )


def downgrade() -> None:
    op.drop_table("cart_items")
    op.drop_table("carts")
