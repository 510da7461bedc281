"""Vouchers are coupons now, and the legacy code goes.

Revision ID: 0c7d9e4a16b5
Revises: b8f52e63107d
Create Date: 2024-05-27 09:27:50.884201

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "0c7d9e4a16b5"
down_revision: str | Sequence[str] | None = "b8f52e63107d"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.rename_table("vouchers", "coupons")
    op.execute("ALTER INDEX vouchers_pkey RENAME TO coupons_pkey")
    op.drop_column("products", "legacy_code")
    op.alter_column("coupons", "remarks", new_column_name="note")


def downgrade() -> None:
    op.alter_column("coupons", "note", new_column_name="remarks")
    op.add_column("products", sa.Column("legacy_code", sa.String(length=20), nullable=True))
    op.execute("ALTER INDEX coupons_pkey RENAME TO vouchers_pkey")
    op.rename_table("coupons", "vouchers")
