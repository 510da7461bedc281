"""An unlogged temper and a lost default

Revision ID: 5200000004
Revises: 5200000003
Create Date: 2024-04-04 10:00:00

"""

from alembic import op

revision = "5200000004"
down_revision = "5200000003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE a ALTER COLUMN third DROP DEFAULT")
    op.execute("ALTER SEQUENCE untouched INCREMENT BY 5")
    op.execute("SELECT setval('untouched', 700, true)")


def downgrade() -> None:
    pass
