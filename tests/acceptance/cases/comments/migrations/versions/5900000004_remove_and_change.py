"""Remove and change

Revision ID: 5900000004
Revises: 5900000003
Create Date: 2024-04-04 10:00:00

"""

from alembic import op

revision = "5900000004"
down_revision = "5900000003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("COMMENT ON SEQUENCE s IS NULL")
    op.execute("COMMENT ON VIEW w IS ''")
    op.execute("COMMENT ON CONSTRAINT t_pk ON t IS 'key'")


def downgrade() -> None:
    pass
