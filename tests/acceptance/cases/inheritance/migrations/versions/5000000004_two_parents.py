"""Two parents

Revision ID: 5000000004
Revises: 5000000003
Create Date: 2024-04-04 10:00:00

"""

from alembic import op

revision = "5000000004"
down_revision = "5000000003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE TABLE taxed (rate numeric NOT NULL DEFAULT 19)")
    op.execute("CREATE TABLE trucks (load int) INHERITS (vehicles, taxed)")
    op.execute("INSERT INTO trucks (id, load) VALUES (4, 1000)")
    op.execute("ALTER TABLE taxed ADD COLUMN since date")


def downgrade() -> None:
    pass
