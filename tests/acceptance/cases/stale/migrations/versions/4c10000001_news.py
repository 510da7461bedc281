"""News

Revision ID: 4c10000001
Revises:
Create Date: 2024-01-01 10:00:00

"""

from alembic import op

revision = "4c10000001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE TABLE news (id int PRIMARY KEY, title text)")
    op.execute("INSERT INTO news VALUES (1, 'first'), (2, 'second')")


def downgrade() -> None:
    pass
