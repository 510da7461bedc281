"""A table checked by it

Revision ID: 6400000003
Revises: 6400000002
Create Date: 2024-03-03 10:00:00

"""

from alembic import op

revision = "6400000003"
down_revision = "6400000002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE TABLE prices (id int PRIMARY KEY, code text CHECK (known_rate(code)))")
    op.execute("INSERT INTO prices VALUES (1, 'EUR')")


def downgrade() -> None:
    pass
