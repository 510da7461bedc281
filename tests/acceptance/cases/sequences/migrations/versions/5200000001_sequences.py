"""Sequences

Revision ID: 5200000001
Revises:
Create Date: 2024-01-01 10:00:00

"""

from alembic import op

revision = "5200000001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE SEQUENCE tickets AS smallint INCREMENT BY -2 MINVALUE -10 MAXVALUE 10 START WITH 4 CYCLE CACHE 3
    """)
    op.execute("CREATE SEQUENCE untouched START WITH 500")
    op.execute("CREATE SEQUENCE called START WITH 500")
    op.execute("SELECT nextval('called')")
    op.execute("SELECT setval('tickets', 6, false)")


def downgrade() -> None:
    pass
