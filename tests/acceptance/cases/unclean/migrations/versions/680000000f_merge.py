"""Merge

Revision ID: 680000000f
Revises: 680000000c, 680000000d
Create Date: 2024-05-05 10:00:00

"""

revision = "680000000f"
down_revision = ("680000000c", "680000000d")
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
