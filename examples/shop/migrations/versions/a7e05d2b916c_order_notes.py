"""Notes on orders.

Revision ID: a7e05d2b916c
Revises: 39f6b0e8d4c2
Create Date: 2025-09-15 16:21:58.834605

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "a7e05d2b916c"
down_revision: str | Sequence[str] | None = "39f6b0e8d4c2"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("orders", sa.Column("note", sa.Text(), nullable=True))
    op.create_check_constraint("orders_note_short", "orders", "length(note) <= 2000")


def downgrade() -> None:
    op.drop_constraint("orders_note_short", "orders", type_="check")
    op.drop_column("orders", "note")
