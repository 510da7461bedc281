"""A publication of all

Revision ID: 5600000003
Revises: 5600000002
Create Date: 2024-03-03 10:00:00

"""

from alembic import op

revision = "5600000003"
down_revision = "5600000002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE PUBLICATION acc_all FOR ALL TABLES WITH (publish_via_partition_root = true)")


def downgrade() -> None:
    pass
