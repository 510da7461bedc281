"""A note

Revision ID: 6900000003
Revises: 6900000002
Create Date: 2024-03-03 10:00:00

"""

from alembic import op

revision = "6900000003"
down_revision = "6900000002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        ALTER TABLE pets ADD COLUMN note text
    """)


def downgrade() -> None:
    op.execute("ALTER TABLE pets DROP COLUMN note")
