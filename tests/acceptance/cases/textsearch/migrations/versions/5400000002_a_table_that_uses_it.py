"""A table that uses it

Revision ID: 5400000002
Revises: 5400000001
Create Date: 2024-02-02 10:00:00

"""

from alembic import op

revision = "5400000002"
down_revision = "5400000001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE docs (id int PRIMARY KEY, body text, tsv tsvector GENERATED ALWAYS AS (to_tsvector('public.shop', coalesce(body, ''))) STORED)
    """)
    op.execute("CREATE INDEX docs_tsv ON docs USING gin (tsv)")


def downgrade() -> None:
    pass
