"""A column on a table nobody made

Revision ID: 6600000002
Revises: 6600000001
Create Date: 2024-02-02 10:00:00

"""

from alembic import op

revision = "6600000002"
down_revision = "6600000001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE users ADD COLUMN email text")


def downgrade() -> None:
    op.execute("ALTER TABLE users DROP COLUMN email")
