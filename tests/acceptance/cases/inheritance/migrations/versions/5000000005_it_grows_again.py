"""It grows again

Revision ID: 5000000005
Revises: 5000000004
Create Date: 2024-05-05 10:00:00

"""

from alembic import op

revision = "5000000005"
down_revision = "5000000004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        ALTER TABLE vehicles ADD COLUMN colour varchar(10) CHECK (colour IN ('red', 'blue'))
    """)


def downgrade() -> None:
    op.execute("ALTER TABLE vehicles DROP COLUMN colour")
