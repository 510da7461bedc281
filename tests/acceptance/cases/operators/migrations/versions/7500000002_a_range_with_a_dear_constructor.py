"""A range with a dear constructor

Revision ID: 7500000002
Revises: 7500000001
Create Date: 2024-02-02 10:00:00

"""

from alembic import op

revision = "7500000002"
down_revision = "7500000001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE TYPE span AS RANGE (SUBTYPE = int)")
    op.execute("ALTER FUNCTION span(int, int) COST 77")


def downgrade() -> None:
    pass
