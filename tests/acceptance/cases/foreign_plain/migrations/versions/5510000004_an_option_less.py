"""An option less

Revision ID: 5510000004
Revises: 5510000003
Create Date: 2024-04-04 10:00:00

"""

from alembic import op

revision = "5510000004"
down_revision = "5510000003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        ALTER SERVER acc_remote OPTIONS (SET host 'db2.example', DROP dbname, ADD fetch_size '500')
    """)


def downgrade() -> None:
    pass
