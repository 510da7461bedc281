"""A long id

Revision ID: 6200000004_an_id_longer_than_the_thirty_two_characters
Revises: 6200000003
Create Date: 2024-04-04 10:00:00

"""

from alembic import op

revision = "6200000004_an_id_longer_than_the_thirty_two_characters"
down_revision = "6200000003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE t ADD COLUMN name text")


def downgrade() -> None:
    op.execute("ALTER TABLE t DROP COLUMN name")
