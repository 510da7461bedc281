"""An index over the extension

Revision ID: 5d00000002
Revises: 5d00000001
Create Date: 2024-02-02 10:00:00

"""

from alembic import op

revision = "5d00000002"
down_revision = "5d00000001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE INDEX t_name ON app.t USING gin (name app.gin_trgm_ops)")


def downgrade() -> None:
    pass
