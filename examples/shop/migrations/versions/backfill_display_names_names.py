"""Give every customer a display name, made in Python from the full name.

Revision ID: backfill_display_names
Revises: f6042d8b1c7e
Create Date: 2023-10-02 09:51:17.420688

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "backfill_display_names"
down_revision: str | Sequence[str] | None = "f6042d8b1c7e"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("customers", sa.Column("display_name", sa.String(length=80), nullable=True))
    bind = op.get_bind()
    rows = bind.execute(sa.text("SELECT id, full_name FROM customers ORDER BY id")).all()
    for row in rows:
        bind.execute(
            sa.text("UPDATE customers SET display_name = :name WHERE id = :id"),
            {"id": row.id, "name": row.full_name.split(" ")[0][:80]},
        )


def downgrade() -> None:
    op.drop_column("customers", "display_name")
