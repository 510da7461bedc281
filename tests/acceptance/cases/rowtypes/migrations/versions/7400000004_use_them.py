"""Use them

Revision ID: 7400000004
Revises: 7400000003
Create Date: 2024-04-04 10:00:00

"""

from alembic import op

revision = "7400000004"
down_revision = "7400000003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE TABLE uses (a closed, b spans, c days_multirange, d later)")
    op.execute("GRANT USAGE ON TYPE uses TO acc_clerk")


def downgrade() -> None:
    pass
