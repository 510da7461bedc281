"""Gift cards.

Revision ID: 8d27a05ec6f1
Revises: c1b84f9e725d
Create Date: 2025-05-19 11:05:47.623970

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "8d27a05ec6f1"
down_revision: str | Sequence[str] | None = "c1b84f9e725d"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "gift_cards",
        sa.Column("code", sa.String(length=20), primary_key=True),
        sa.Column("currency_code", sa.CHAR(length=3), nullable=False),
        sa.Column("value_cents", sa.Integer(), nullable=False),
        sa.Column("left_cents", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["currency_code"], ["currencies.code"]),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"]),
        sa.CheckConstraint("left_cents BETWEEN 0 AND value_cents", name="gift_cards_left_in_range"),
    )


def downgrade() -> None:
    op.drop_table("gift_cards")
