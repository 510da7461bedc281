"""Bookings

Revision ID: 5a00000001
Revises:
Create Date: 2024-01-01 10:00:00

"""

from alembic import op

revision = "5a00000001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE EXTENSION btree_gist")
    op.execute("""
        CREATE TABLE bookings (
            room int,
            during tstzrange,
            cancelled boolean DEFAULT false,
            CONSTRAINT no_overlap EXCLUDE USING gist (room WITH =, during WITH &&) WHERE (NOT cancelled)
        )
    """)


def downgrade() -> None:
    pass
