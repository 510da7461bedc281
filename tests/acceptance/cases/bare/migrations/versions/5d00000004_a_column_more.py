"""A column more

Revision ID: 5d00000004
Revises: 5d00000003
Create Date: 2024-04-04 10:00:00

"""

from alembic import op

revision = "5d00000004"
down_revision = "5d00000003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE app.t ADD COLUMN note text")


def downgrade() -> None:
    op.execute("ALTER TABLE app.t DROP COLUMN note")
