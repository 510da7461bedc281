"""A row

Revision ID: 5d00000003
Revises: 5d00000002
Create Date: 2024-03-03 10:00:00

"""

from alembic import op

revision = "5d00000003"
down_revision = "5d00000002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("INSERT INTO app.t (name) VALUES ('first')")


def downgrade() -> None:
    pass
