"""Rename total to total_cents and name to full_name; nobody has a fax.

Revision ID: 2e8d5c07f9b3
Revises: b41f87e2c06a
Create Date: 2022-06-27 09:12:44.508876

"""

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision = "2e8d5c07f9b3"
down_revision = "b41f87e2c06a"
branch_labels = None
depends_on = None


def upgrade():
    op.alter_column("orders", "total", new_column_name="total_cents")
    op.alter_column("customers", "name", new_column_name="full_name")
    op.drop_column("customers", "fax")


def downgrade():
    op.add_column("customers", sa.Column("fax", sa.String(length=40), nullable=True))
    op.alter_column("customers", "full_name", new_column_name="name")
    op.alter_column("orders", "total_cents", new_column_name="total")
