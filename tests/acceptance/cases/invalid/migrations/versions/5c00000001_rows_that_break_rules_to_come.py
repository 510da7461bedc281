"""Rows that break rules to come

Revision ID: 5c00000001
Revises:
Create Date: 2024-01-01 10:00:00

"""

from alembic import op

revision = "5c00000001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE TABLE parents (id int PRIMARY KEY)")
    op.execute("CREATE TABLE children (id int, parent int, state varchar(5))")
    op.execute("INSERT INTO children VALUES (1, 99, 'bad'), (2, NULL, 'open')")


def downgrade() -> None:
    pass
