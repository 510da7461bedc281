"""A short one

Revision ID: 6200000005
Revises: 6200000004_an_id_longer_than_the_thirty_two_characters
Create Date: 2024-05-05 10:00:00

"""

from alembic import op

revision = "6200000005"
down_revision = "6200000004_an_id_longer_than_the_thirty_two_characters"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE t ADD COLUMN note text")


def downgrade() -> None:
    op.execute("ALTER TABLE t DROP COLUMN note")
