"""A row after the cut

Revision ID: 5b00000005
Revises: 5b00000004
Create Date: 2024-05-05 10:00:00

"""

from alembic import op

revision = "5b00000005"
down_revision = "5b00000004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("INSERT INTO items VALUES (3, 'open')")


def downgrade() -> None:
    op.execute("DELETE FROM items WHERE id = 3")
