"""Ask before we send a newsletter.

Revision ID: 39f6b0e8d4c2
Revises: 8d27a05ec6f1
Create Date: 2025-07-07 14:52:30.287419

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "39f6b0e8d4c2"
down_revision: str | Sequence[str] | None = "8d27a05ec6f1"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column(
        "customers",
        sa.Column("newsletter", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    op.create_index(
        "ix_customers_newsletter",
        "customers",
        ["email"],
        postgresql_where=sa.text("newsletter"),
    )


def downgrade() -> None:
    op.drop_index("ix_customers_newsletter", table_name="customers")
    op.drop_column("customers", "newsletter")
