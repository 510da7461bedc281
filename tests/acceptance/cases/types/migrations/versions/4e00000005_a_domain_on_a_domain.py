"""A domain on a domain

Revision ID: 4e00000005
Revises: 4e00000004
Create Date: 2024-05-05 10:00:00

"""

from alembic import op

revision = "4e00000005"
down_revision = "4e00000004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE DOMAIN words AS word[] CHECK (cardinality(VALUE) > 0)")
    op.execute("ALTER TABLE things ADD COLUMN words words")


def downgrade() -> None:
    op.execute("ALTER TABLE things DROP COLUMN words")
    op.execute("DROP DOMAIN words")
