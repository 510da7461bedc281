"""Rows, which the triggers note

Revision ID: 5b00000003
Revises: 5b00000002
Create Date: 2024-03-03 10:00:00

"""

from alembic import op

revision = "5b00000003"
down_revision = "5b00000002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("INSERT INTO items VALUES (1, 'open'), (2, 'shut')")
    op.execute("UPDATE items SET state = 'shut' WHERE id = 1")


def downgrade() -> None:
    pass
