"""The reporting team may read audit events, also those of later tables.

Revision ID: b8f52e63107d
Revises: 20240311_1030
Create Date: 2024-04-15 11:02:34.729480

"""

from collections.abc import Sequence

from alembic import op

# revision identifiers, used by Alembic.
revision: str = "b8f52e63107d"
down_revision: str | Sequence[str] | None = "20240311_1030"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.execute("GRANT USAGE ON SCHEMA audit TO shop_reporting")
    op.execute("GRANT SELECT ON ALL TABLES IN SCHEMA audit TO shop_reporting")
    op.execute("ALTER DEFAULT PRIVILEGES IN SCHEMA audit GRANT SELECT ON TABLES TO shop_reporting")


def downgrade() -> None:
    op.execute(
        "ALTER DEFAULT PRIVILEGES IN SCHEMA audit REVOKE SELECT ON TABLES FROM shop_reporting"
    )
    op.execute("REVOKE SELECT ON ALL TABLES IN SCHEMA audit FROM shop_reporting")
    op.execute("REVOKE USAGE ON SCHEMA audit FROM shop_reporting")
