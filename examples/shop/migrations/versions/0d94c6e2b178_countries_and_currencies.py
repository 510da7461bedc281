"""Countries and currencies, with the rows we sell to.

Revision ID: 0d94c6e2b178
Revises: 5b7e4410d9c2
Create Date: 2022-03-03 11:22:10.650021

"""

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision = "0d94c6e2b178"
down_revision = "5b7e4410d9c2"
branch_labels = None
depends_on = None


def upgrade():
    countries = op.create_table(
        "countries",
        sa.Column("code", sa.CHAR(length=2), primary_key=True),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("in_eu", sa.Boolean(), nullable=False),
        sa.Column("currency_code", sa.CHAR(length=3), nullable=False),
    )
    currencies = op.create_table(
        "currencies",
        sa.Column("code", sa.CHAR(length=3), primary_key=True),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("minor_units", sa.SmallInteger(), nullable=False),
    )
    op.bulk_insert(
        currencies,
        [
            {"code": "EUR", "name": "Euro", "minor_units": 2},
            {"code": "GBP", "name": "Pound sterling", "minor_units": 2},
            {"code": "CHF", "name": "Swiss franc", "minor_units": 2},
            {"code": "SEK", "name": "Swedish krona", "minor_units": 2},
            {"code": "HRK", "name": "Croatian kuna", "minor_units": 2},
            {"code": "JPY", "name": "Yen", "minor_units": 0},
        ],
    )
    op.bulk_insert(
        countries,
        [
            {"code": "DE", "name": "Germany", "in_eu": True, "currency_code": "EUR"},
            {"code": "FR", "name": "France", "in_eu": True, "currency_code": "EUR"},
            {"code": "FI", "name": "Finland", "in_eu": True, "currency_code": "EUR"},
            {"code": "CI", "name": "Côte d'Ivoire", "in_eu": False, "currency_code": "EUR"},
            {"code": "HR", "name": "Croatia", "in_eu": True, "currency_code": "HRK"},
            {"code": "SE", "name": "Sweden", "in_eu": True, "currency_code": "SEK"},
            {"code": "GB", "name": "United Kingdom", "in_eu": False, "currency_code": "GBP"},
            {"code": "CH", "name": "Switzerland", "in_eu": False, "currency_code": "CHF"},
            {"code": "JP", "name": "Japan", "in_eu": False, "currency_code": "JPY"},
        ],
    )
    op.create_foreign_key(None, "countries", "currencies", ["currency_code"], ["code"])
    op.create_foreign_key(None, "addresses", "countries", ["country_code"], ["code"])


def downgrade():
    op.drop_constraint("addresses_country_code_fkey", "addresses", type_="foreignkey")
    op.drop_table("countries")
    op.drop_table("currencies")
