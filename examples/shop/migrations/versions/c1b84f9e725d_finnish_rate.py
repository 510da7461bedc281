"""Finland raises its rate, and every product gets a shipping class.

Revision ID: c1b84f9e725d
Revises: 6ed3184b0f7a
Create Date: 2025-03-10 09:40:14.158693

"""

from collections.abc import Sequence

from alembic import op

# revision identifiers, used by Alembic.
revision: str = "c1b84f9e725d"
down_revision: str | Sequence[str] | None = "6ed3184b0f7a"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.execute(
        "UPDATE tax_rates SET valid_to = '2024-09-01'"
        " WHERE country_code = 'FI' AND vat_class = 'standard' AND valid_to IS NULL"
    )
    op.execute(
        "INSERT INTO tax_rates (country_code, vat_class, rate, valid_from)"
        " VALUES ('FI', 'standard', 25.50, '2024-09-01')"
    )
    op.execute("UPDATE products SET shipping_class = 'parcel' WHERE shipping_class IS NULL")


def downgrade() -> None:
    op.execute(
        "DELETE FROM tax_rates"
        " WHERE country_code = 'FI' AND vat_class = 'standard' AND valid_from = '2024-09-01'"
    )
    op.execute(
        "UPDATE tax_rates SET valid_to = NULL"
        " WHERE country_code = 'FI' AND vat_class = 'standard' AND valid_to = '2024-09-01'"
    )
