"""A materialised view of it

Revision ID: 4c10000002
Revises: 4c10000001
Create Date: 2024-02-02 10:00:00

"""

from alembic import op

revision = "4c10000002"
down_revision = "4c10000001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE MATERIALIZED VIEW old_news AS SELECT * FROM news")


def downgrade() -> None:
    pass
