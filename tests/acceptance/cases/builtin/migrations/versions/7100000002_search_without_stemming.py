"""Search without stemming

Revision ID: 7100000002
Revises: 7100000001
Create Date: 2024-02-02 10:00:00

"""

from alembic import op

revision = "7100000002"
down_revision = "7100000001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        ALTER TEXT SEARCH CONFIGURATION pg_catalog.english
        ALTER MAPPING FOR asciiword WITH simple
    """)


def downgrade() -> None:
    pass
