"""Invoices, numbered without reuse.

Revision ID: 7be3481f5c0d
Revises: 0a6fd25c9b14
Create Date: 2023-04-03 15:25:09.034772

"""

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision = "7be3481f5c0d"
down_revision = "0a6fd25c9b14"
branch_labels = None
depends_on = None


def upgrade():
    op.execute("CREATE SEQUENCE invoice_number_seq START WITH 1000 INCREMENT BY 1 NO CYCLE")
    op.create_table(
        "invoices",
        sa.Column(
            "number",
            sa.BigInteger(),
            server_default=sa.text("nextval('invoice_number_seq')"),
            primary_key=True,
        ),
        sa.Column("order_id", sa.Integer(), sa.ForeignKey("orders.id"), nullable=False),
        sa.Column("issued_on", sa.Date(), server_default=sa.text("CURRENT_DATE"), nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=True),
    )
    op.execute("ALTER SEQUENCE invoice_number_seq OWNED BY invoices.number")


def downgrade():
    op.drop_table("invoices")
