"""Rows after the cut

Revision ID: 6100000005
Revises: 6100000004
Create Date: 2024-05-05 10:00:00

"""

from alembic import op

revision = "6100000005"
down_revision = "6100000004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("INSERT INTO texts (id, t) VALUES (1000, 'last')")
    op.execute("INSERT INTO hens (name, egg) VALUES ('new', 2)")


def downgrade() -> None:
    op.execute("DELETE FROM hens WHERE name = 'new'")
    op.execute("DELETE FROM texts WHERE id = 1000")
