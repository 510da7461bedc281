"""Move a table

Revision ID: 5100000004
Revises: 5100000003
Create Date: 2024-04-04 10:00:00

"""

from alembic import op

revision = "5100000004"
down_revision = "5100000003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        ALTER TABLE public.orders SET SCHEMA "Odd Schema"
    """)


def downgrade() -> None:
    pass
