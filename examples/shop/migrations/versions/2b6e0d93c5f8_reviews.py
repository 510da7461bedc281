"""Reviews.

Revision ID: 2b6e0d93c5f8
Revises: 97a2c850fe34
Create Date: 2024-09-16 13:29:11.065318

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "2b6e0d93c5f8"
down_revision: str | Sequence[str] | None = "97a2c850fe34"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "reviews",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("product_id", sa.Integer(), sa.ForeignKey("products.id"), nullable=False),
        sa.Column("customer_id", sa.Integer(), sa.ForeignKey("customers.id"), nullable=True),
        sa.Column("stars", sa.SmallInteger(), nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
        sa.CheckConstraint("stars BETWEEN 1 AND 5", name="reviews_stars_range"),
        sa.UniqueConstraint("product_id", "customer_id", name="reviews_one_per_customer"),
    )


def downgrade() -> None:
    op.drop_table("reviews")
