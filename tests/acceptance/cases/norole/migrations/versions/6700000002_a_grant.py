"""A grant

Revision ID: 6700000002
Revises: 6700000001
Create Date: 2024-02-02 10:00:00

"""

from alembic import op

revision = "6700000002"
down_revision = "6700000001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("GRANT SELECT ON t TO acc_environment")


def downgrade() -> None:
    pass
