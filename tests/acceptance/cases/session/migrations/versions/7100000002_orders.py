"""A table in the schema that is the first by now.

Revision ID: 7100000002
Revises: 7100000001
Create Date: 2024-02-01 12:00:00

"""

from alembic import op

revision = "7100000002"
down_revision = "7100000001"


def upgrade():
    op.execute("CREATE TABLE orders (id integer)")


def downgrade():
    op.execute("DROP TABLE shop.orders")
