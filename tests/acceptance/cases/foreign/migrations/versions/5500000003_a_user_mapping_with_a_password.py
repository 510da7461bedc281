"""A user mapping with a password

Revision ID: 5500000003
Revises: 5500000002
Create Date: 2024-03-03 10:00:00

"""

from alembic import op

revision = "5500000003"
down_revision = "5500000002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE USER MAPPING FOR PUBLIC SERVER acc_remote OPTIONS (user 'far', password 'correct horse battery')
    """)


def downgrade() -> None:
    pass
