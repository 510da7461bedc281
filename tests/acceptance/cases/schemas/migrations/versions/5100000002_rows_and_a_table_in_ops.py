"""Rows and a table in ops

Revision ID: 5100000002
Revises: 5100000001
Create Date: 2024-02-02 10:00:00

"""

from alembic import op

revision = "5100000002"
down_revision = "5100000001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("INSERT INTO sales.orders (state) VALUES ('new'), ('done')")
    op.execute('''
        INSERT INTO "Odd Schema"."Table.With ""Quotes""" VALUES (1, 2)
    ''')
    op.execute("CREATE TABLE ops.jobs (id int PRIMARY KEY, payload jsonb)")
    op.execute("INSERT INTO ops.jobs VALUES (1, NULL)")


def downgrade() -> None:
    pass
