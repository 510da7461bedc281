"""Ours beside it

Revision ID: 6300000005
Revises: 6300000004
Create Date: 2024-05-05 10:00:00

"""

from alembic import op

revision = "6300000005"
down_revision = "6300000004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE TABLE ours (id int REFERENCES theirs.t)")


def downgrade() -> None:
    op.execute("DROP TABLE ours")
