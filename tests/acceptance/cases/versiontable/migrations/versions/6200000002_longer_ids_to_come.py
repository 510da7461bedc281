"""Longer ids to come

Revision ID: 6200000002
Revises: 6200000001
Create Date: 2024-02-02 10:00:00

"""

from alembic import op

revision = "6200000002"
down_revision = "6200000001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE alembic_version ALTER COLUMN version_num TYPE varchar(255)")
    op.execute("ALTER TABLE alembic_version ADD COLUMN applied_by text")


def downgrade() -> None:
    pass
