"""Finish the index

Revision ID: 5c00000005
Revises: 5c00000004
Create Date: 2024-05-05 10:00:00

"""

from alembic import op

revision = "5c00000005"
down_revision = "5c00000004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE INDEX parts_1_id ON parts_1 (id)")
    op.execute("ALTER INDEX parts_id ATTACH PARTITION parts_1_id")


def downgrade() -> None:
    op.execute("DROP INDEX parts_id")
    op.execute("CREATE INDEX parts_id ON ONLY parts (id)")
