"""Refunds.

Revision ID: 69e2d04b7ac1
Revises: f17c83da5e60
Create Date: 2022-10-12 15:03:27.918442

"""

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision = "69e2d04b7ac1"
down_revision = "f17c83da5e60"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "refunds",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("payment_id", sa.Integer(), sa.ForeignKey("payments.id"), nullable=False),
        sa.Column("amount_cents", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.CheckConstraint("amount_cents > 0", name="refunds_amount_positive"),
    )


def downgrade():
    op.drop_table("refunds")
