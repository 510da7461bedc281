"""The parent grows

Revision ID: 5000000002
Revises: 5000000001
Create Date: 2024-02-02 10:00:00

"""

from alembic import op

revision = "5000000002"
down_revision = "5000000001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE vehicles ADD COLUMN wheels int DEFAULT 2")
    op.execute("UPDATE cars SET wheels = 4")
    op.execute("ALTER TABLE vehicles ADD CONSTRAINT local_only CHECK (wheels < 100) NO INHERIT")


def downgrade() -> None:
    pass
