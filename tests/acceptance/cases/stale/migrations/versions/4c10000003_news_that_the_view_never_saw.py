"""News that the view never saw

Revision ID: 4c10000003
Revises: 4c10000002
Create Date: 2024-03-03 10:00:00

"""

from alembic import op

revision = "4c10000003"
down_revision = "4c10000002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("UPDATE news SET title = 'changed' WHERE id = 1")
    op.execute("INSERT INTO news VALUES (3, 'third')")


def downgrade() -> None:
    pass
