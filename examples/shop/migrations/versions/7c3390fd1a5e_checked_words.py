"""Check the words we allow (an enum was too stiff for these).

Revision ID: 7c3390fd1a5e
Revises: e60b18c9527d
Create Date: 2022-05-11 10:01:19.771804

"""

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision = "7c3390fd1a5e"
down_revision = "e60b18c9527d"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column(
        "customers",
        sa.Column("kind", sa.String(16), nullable=False, server_default="person"),
    )
    op.create_check_constraint(
        "customers_kind_known", "customers", "kind IN ('person', 'company', 'school')"
    )
    op.add_column(
        "products",
        sa.Column("vat_class", sa.String(16), nullable=False, server_default="standard"),
    )
    op.create_check_constraint(
        "products_vat_class_known",
        "products",
        "vat_class IN ('standard', 'reduced', 'zero')",
    )


def downgrade():
    op.drop_constraint("products_vat_class_known", "products")
    op.drop_column("products", "vat_class")
    op.drop_constraint("customers_kind_known", "customers")
    op.drop_column("customers", "kind")
