"""A publication of a schema

Revision ID: 5600000004
Revises: 5600000003
Create Date: 2024-04-04 10:00:00

"""

from alembic import op

revision = "5600000004"
down_revision = "5600000003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE PUBLICATION acc_feed FOR TABLES IN SCHEMA feed")
    op.execute("ALTER TABLE a REPLICA IDENTITY FULL")


def downgrade() -> None:
    pass
