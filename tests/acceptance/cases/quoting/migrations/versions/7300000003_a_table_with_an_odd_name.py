"""A table with an odd name

Revision ID: 7300000003
Revises: 7300000002
Create Date: 2024-03-03 10:00:00

"""

from alembic import op

revision = "7300000003"
down_revision = "7300000002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute('CREATE TABLE "a $guard$ b" (id int PRIMARY KEY)')


def downgrade() -> None:
    pass
