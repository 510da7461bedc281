"""An index over it

Revision ID: 5400000005
Revises: 5400000004
Create Date: 2024-05-05 10:00:00

"""

from alembic import op

revision = "5400000005"
down_revision = "5400000004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE INDEX docs_other ON docs USING gin (to_tsvector('search.other', body))")


def downgrade() -> None:
    op.execute("DROP INDEX docs_other")
