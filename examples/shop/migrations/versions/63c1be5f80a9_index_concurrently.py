"""Index payments by time without locking the table.

Revision ID: 63c1be5f80a9
Revises: backfill_display_names
Create Date: 2023-11-20 22:15:03.558139

"""

from collections.abc import Sequence

from alembic import op

# revision identifiers, used by Alembic.
revision: str = "63c1be5f80a9"
down_revision: str | Sequence[str] | None = "backfill_display_names"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.create_index(
            "ix_payments_paid_at",
            "payments",
            ["paid_at"],
            postgresql_concurrently=True,
            if_not_exists=True,
        )


def downgrade() -> None:
    with op.get_context().autocommit_block():
        op.drop_index(
            "ix_payments_paid_at",
            table_name="payments",
            postgresql_concurrently=True,
            if_exists=True,
        )
