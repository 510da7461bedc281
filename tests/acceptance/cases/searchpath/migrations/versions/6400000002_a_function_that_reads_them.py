"""A function that reads them

Revision ID: 6400000002
Revises: 6400000001
Create Date: 2024-02-02 10:00:00

"""

from alembic import op

revision = "6400000002"
down_revision = "6400000001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE FUNCTION known_rate(c text) RETURNS boolean LANGUAGE sql STABLE AS 'SELECT EXISTS (SELECT FROM rates WHERE code = c)'
    """)


def downgrade() -> None:
    pass
