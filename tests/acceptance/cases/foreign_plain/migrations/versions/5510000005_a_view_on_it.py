"""A view on it

Revision ID: 5510000005
Revises: 5510000004
Create Date: 2024-05-05 10:00:00

"""

from alembic import op

revision = "5510000005"
down_revision = "5510000004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE VIEW far_open AS SELECT id FROM far_orders WHERE state = 'a'")


def downgrade() -> None:
    op.execute("DROP VIEW far_open")
