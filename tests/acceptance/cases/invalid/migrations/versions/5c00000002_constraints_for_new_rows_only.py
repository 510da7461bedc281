"""Constraints for new rows only

Revision ID: 5c00000002
Revises: 5c00000001
Create Date: 2024-02-02 10:00:00

"""

from alembic import op

revision = "5c00000002"
down_revision = "5c00000001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        ALTER TABLE children ADD CONSTRAINT parent_known FOREIGN KEY (parent) REFERENCES parents NOT VALID
    """)
    op.execute("""
        ALTER TABLE children ADD CONSTRAINT state_known CHECK (state IN ('open', 'shut')) NOT VALID
    """)


def downgrade() -> None:
    pass
