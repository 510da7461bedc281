"""A server

Revision ID: 5500000002
Revises: 5500000001
Create Date: 2024-02-02 10:00:00

"""

from alembic import op

revision = "5500000002"
down_revision = "5500000001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE SERVER acc_remote FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'db.example', dbname 'far', port '5433')
    """)


def downgrade() -> None:
    pass
