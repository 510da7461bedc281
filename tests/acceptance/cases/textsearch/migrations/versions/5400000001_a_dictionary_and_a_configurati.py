"""A dictionary and a configuration

Revision ID: 5400000001
Revises:
Create Date: 2024-01-01 10:00:00

"""

from alembic import op

revision = "5400000001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE TEXT SEARCH DICTIONARY plain (TEMPLATE = simple, ACCEPT = false)")
    op.execute("CREATE TEXT SEARCH CONFIGURATION shop (COPY = english)")
    op.execute("""
        ALTER TEXT SEARCH CONFIGURATION shop ALTER MAPPING FOR asciiword, word WITH plain, english_stem
    """)
    op.execute("ALTER TEXT SEARCH CONFIGURATION shop DROP MAPPING FOR url")


def downgrade() -> None:
    pass
