"""A function of an extension

Revision ID: 7200000002
Revises: 7200000001
Create Date: 2024-02-02 10:00:00

"""

from alembic import op

revision = "7200000002"
down_revision = "7200000001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER FUNCTION pg_catalog.plpgsql_validator(oid) COST 77")


def downgrade() -> None:
    pass
