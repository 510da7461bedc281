"""Same names in two schemas

Revision ID: 5100000003
Revises: 5100000002
Create Date: 2024-03-03 10:00:00

"""

from alembic import op

revision = "5100000003"
down_revision = "5100000002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE TABLE public.orders (id int PRIMARY KEY REFERENCES sales.orders (id))")
    op.execute("""
        CREATE VIEW sales.all_orders AS SELECT o.id, p.id AS public_id FROM sales.orders o LEFT JOIN public.orders p USING (id)
    """)
    op.execute("COMMENT ON SCHEMA sales IS 'what we sell'")


def downgrade() -> None:
    pass
