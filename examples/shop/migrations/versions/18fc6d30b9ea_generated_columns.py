"""Let the database compute line totals and the search vector.

Revision ID: 18fc6d30b9ea
Revises: d2915ea7c640
Create Date: 2023-06-12 12:40:37.318864

"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

# revision identifiers, used by Alembic.
revision = "18fc6d30b9ea"
down_revision = "d2915ea7c640"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column(
        "order_lines",
        sa.Column(
            "line_total_cents",
            sa.Integer(),
            sa.Computed("quantity * unit_price_cents", persisted=True),
            nullable=False,
        ),
    )
    op.add_column(
        "products",
        sa.Column(
            "search",
            postgresql.TSVECTOR(),
            sa.Computed(
                "to_tsvector('simple'::regconfig, name::text || ' ' || description)",
                persisted=True,
            ),
            nullable=True,
        ),
    )
    op.create_index("ix_products_search", "products", ["search"], postgresql_using="gin")


def downgrade():
    op.drop_index("ix_products_search", table_name="products")
    op.drop_column("products", "search")
    op.drop_column("order_lines", "line_total_cents")
