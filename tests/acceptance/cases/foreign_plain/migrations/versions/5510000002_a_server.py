"""A server

Revision ID: 5510000002
Revises: 5510000001
Create Date: 2024-02-02 10:00:00

"""

from alembic import op

revision = "5510000002"
down_revision = "5510000001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE SERVER acc_remote TYPE 'postgres' VERSION '15' FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'db.example', dbname 'far')
    """)
    op.execute("CREATE USER MAPPING FOR PUBLIC SERVER acc_remote OPTIONS (user 'far')")


def downgrade() -> None:
    pass
