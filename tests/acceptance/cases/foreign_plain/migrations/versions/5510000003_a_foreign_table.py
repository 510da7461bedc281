"""A foreign table

Revision ID: 5510000003
Revises: 5510000002
Create Date: 2024-03-03 10:00:00

"""

from alembic import op

revision = "5510000003"
down_revision = "5510000002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE FOREIGN TABLE far_orders (id int OPTIONS (column_name 'order_id') NOT NULL, state varchar(5) CHECK (state IN ('a', 'b'))) SERVER acc_remote OPTIONS (table_name 'orders')
    """)


def downgrade() -> None:
    pass
