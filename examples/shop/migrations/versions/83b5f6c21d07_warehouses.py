"""Warehouses and what lies in them.

Revision ID: 83b5f6c21d07
Revises: 48f0b2c7d1e9
Create Date: 2022-10-06 10:26:13.005512

"""

from alembic import op

# revision identifiers, used by Alembic.
revision = "83b5f6c21d07"
down_revision = "48f0b2c7d1e9"
branch_labels = ("stock",)
depends_on = None


def upgrade():
    op.execute(
        "CREATE TABLE warehouses ("
        " id smallint PRIMARY KEY,"
        " name text NOT NULL UNIQUE,"
        " opens time NOT NULL DEFAULT '07:30',"
        " weekdays smallint[] NOT NULL DEFAULT '{1,2,3,4,5}')"
    )
    op.execute(
        "INSERT INTO warehouses (id, name, opens, weekdays) VALUES"
        " (1, 'Hamburg', '06:00', '{1,2,3,4,5,6}'),"
        " (2, 'Tampere', DEFAULT, DEFAULT)"
    )
    op.execute(
        "CREATE TABLE stock ("
        " warehouse_id smallint NOT NULL REFERENCES warehouses (id),"
        " product_id integer NOT NULL REFERENCES products (id),"
        " quantity integer NOT NULL DEFAULT 0,"
        " PRIMARY KEY (warehouse_id, product_id))"
    )


def downgrade():
    op.execute("DROP TABLE stock")
    op.execute("DROP TABLE warehouses")
