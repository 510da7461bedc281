"""Merge payments and stock.

Revision ID: bd0e7259f36c
Revises: 69e2d04b7ac1, 1ac94e70b8d5
Create Date: 2022-11-02 12:00:41.113785

"""

# revision identifiers, used by Alembic.
revision = "bd0e7259f36c"
down_revision = ("69e2d04b7ac1", "1ac94e70b8d5")
branch_labels = None
depends_on = None


def upgrade():
    pass


def downgrade():
    pass
