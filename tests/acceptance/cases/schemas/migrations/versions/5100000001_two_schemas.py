"""Two schemas

Revision ID: 5100000001
Revises:
Create Date: 2024-01-01 10:00:00

"""

from alembic import op

revision = "5100000001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE SCHEMA sales")
    op.execute("""
        CREATE SCHEMA "Odd Schema"
    """)
    op.execute("CREATE TYPE sales.state AS ENUM ('new', 'done')")
    op.execute("CREATE TABLE sales.orders (id serial PRIMARY KEY, state sales.state DEFAULT 'new')")
    op.execute('''
        CREATE TABLE "Odd Schema"."Table.With ""Quotes""" ("Column A" int PRIMARY KEY, "select" int REFERENCES sales.orders)
    ''')


def downgrade() -> None:
    pass
