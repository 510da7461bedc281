"""A row

Revision ID: 5300000005
Revises: 5300000004
Create Date: 2024-05-05 10:00:00

"""

from alembic import op

revision = "5300000005"
down_revision = "5300000004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("INSERT INTO app.t VALUES (1)")


def downgrade() -> None:
    op.execute("DELETE FROM app.t")
