"""A second configuration

Revision ID: 5400000004
Revises: 5400000003
Create Date: 2024-04-04 10:00:00

"""

from alembic import op

revision = "5400000004"
down_revision = "5400000003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE SCHEMA search")
    op.execute("""CREATE TEXT SEARCH CONFIGURATION search.other (PARSER = pg_catalog."default")""")
    op.execute("""
        ALTER TEXT SEARCH CONFIGURATION search.other ADD MAPPING FOR word, asciiword WITH public.plain, simple
    """)


def downgrade() -> None:
    pass
