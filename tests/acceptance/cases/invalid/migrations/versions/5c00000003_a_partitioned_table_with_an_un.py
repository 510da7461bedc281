"""A partitioned table with an unfinished index

Revision ID: 5c00000003
Revises: 5c00000002
Create Date: 2024-03-03 10:00:00

"""

from alembic import op

revision = "5c00000003"
down_revision = "5c00000002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE TABLE parts (id int) PARTITION BY RANGE (id)")
    op.execute("CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (10)")
    op.execute("CREATE INDEX parts_id ON ONLY parts (id)")


def downgrade() -> None:
    pass
