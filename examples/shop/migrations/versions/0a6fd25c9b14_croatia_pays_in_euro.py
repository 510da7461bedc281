"""Croatia pays in euro, and the texts follow.

Revision ID: 0a6fd25c9b14
Revises: c9e17b48d263
Create Date: 2023-03-13 13:58:44.281930

"""

import datetime

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision = "0a6fd25c9b14"
down_revision = "c9e17b48d263"
branch_labels = None
depends_on = None

texts = sa.table("texts", sa.column("key", sa.Text), sa.column("value", sa.Text))
countries = sa.table(
    "countries", sa.column("code", sa.CHAR(2)), sa.column("currency_code", sa.CHAR(3))
)
currencies = sa.table("currencies", sa.column("code", sa.CHAR(3)))
tax_rates = sa.table(
    "tax_rates",
    sa.column("country_code", sa.CHAR(2)),
    sa.column("vat_class", sa.String),
    sa.column("rate", sa.Numeric(5, 2)),
    sa.column("valid_from", sa.Date),
)


def upgrade():
    op.execute(countries.update().where(countries.c.code == "HR").values(currency_code="EUR"))
    op.execute(currencies.delete().where(currencies.c.code == "HRK"))
    op.execute(texts.update().where(texts.c.key == "label.missing").values(value="n/a"))
    op.bulk_insert(
        tax_rates,
        [
            {
                "country_code": "HR",
                "vat_class": "reduced",
                "rate": 5,
                "valid_from": datetime.date(2023, 1, 1),
            }
        ],
    )


def downgrade():
    op.execute("DELETE FROM tax_rates WHERE country_code = 'HR' AND vat_class = 'reduced'")
    op.execute(texts.update().where(texts.c.key == "label.missing").values(value=None))
    op.execute("INSERT INTO currencies VALUES ('HRK', 'Croatian kuna', 2)")
    op.execute(countries.update().where(countries.c.code == "HR").values(currency_code="HRK"))
