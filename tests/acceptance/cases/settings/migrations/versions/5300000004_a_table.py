"""A table

Revision ID: 5300000004
Revises: 5300000003
Create Date: 2024-04-04 10:00:00

"""

from alembic import op

revision = "5300000004"
down_revision = "5300000003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE app.t (id int PRIMARY KEY, at timestamptz DEFAULT '2024-01-01 00:00+00')
    """)


def downgrade() -> None:
    pass
