"""One column more

Revision ID: 4c10000004
Revises: 4c10000003
Create Date: 2024-04-04 10:00:00

"""

from alembic import op

revision = "4c10000004"
down_revision = "4c10000003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE news ADD COLUMN body text")


def downgrade() -> None:
    op.execute("ALTER TABLE news DROP COLUMN body")
