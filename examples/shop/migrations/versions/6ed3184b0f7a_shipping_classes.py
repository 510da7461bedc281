"""Weights and shipping classes.

Revision ID: 6ed3184b0f7a
Revises: f50a7c1e84d9
Create Date: 2025-01-20 15:16:39.940827

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "6ed3184b0f7a"
down_revision: str | Sequence[str] | None = "f50a7c1e84d9"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    classes = op.create_table(
        "shipping_classes",
        sa.Column("code", sa.String(length=10), primary_key=True),
        sa.Column("max_grams", sa.Integer(), nullable=False),
        sa.Column("price_cents", sa.Integer(), nullable=False),
    )
    op.bulk_insert(
        classes,
        [
            {"code": "letter", "max_grams": 500, "price_cents": 160},
            {"code": "parcel", "max_grams": 31500, "price_cents": 549},
        ],
    )
    op.add_column("products", sa.Column("weight_grams", sa.Integer(), nullable=True))
    op.add_column("products", sa.Column("shipping_class", sa.String(length=10), nullable=True))
    op.create_foreign_key(
        "products_shipping_class_fkey", "products", "shipping_classes", ["shipping_class"], ["code"]
    )


def downgrade() -> None:
    op.drop_constraint("products_shipping_class_fkey", "products", type_="foreignkey")
    op.drop_column("products", "shipping_class")
    op.drop_column("products", "weight_grams")
    op.drop_table("shipping_classes")
