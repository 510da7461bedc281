"""Tax rates per country.

Revision ID: c27f5a90e3d1
Revises: 0d94c6e2b178
Create Date: 2022-03-09 17:51:33.204417

"""

from alembic import op

# revision identifiers, used by Alembic.
revision = "c27f5a90e3d1"
down_revision = "0d94c6e2b178"
branch_labels = None
depends_on = None


def upgrade():
    op.execute("""
        CREATE TABLE tax_rates (
            id serial PRIMARY KEY,
            country_code char(2) NOT NULL REFERENCES countries (code),
            vat_class varchar(16) NOT NULL,
            rate numeric(5, 2) NOT NULL,
            valid_from date NOT NULL,
            valid_to date,
            CONSTRAINT tax_rates_key UNIQUE (country_code, vat_class, valid_from),
            CONSTRAINT tax_rates_range CHECK (rate BETWEEN 0 AND 100),
            CONSTRAINT tax_rates_period CHECK (valid_to > valid_from)
        )
    """)
    op.execute("""
        INSERT INTO tax_rates (country_code, vat_class, rate, valid_from) VALUES
            ('DE', 'standard', 19.00, '2021-01-01'),
            ('DE', 'reduced', 7.00, '2021-01-01'),
            ('FR', 'standard', 20.00, '2014-01-01'),
            ('FR', 'reduced', 5.50, '2014-01-01'),
            ('FI', 'standard', 24.00, '2013-01-01'),
            ('FI', 'reduced', 14.00, '2013-01-01'),
            ('SE', 'standard', 25.00, '1996-01-01'),
            ('HR', 'standard', 25.00, '2013-07-01'),
            ('GB', 'standard', 20.00, '2011-01-04'),
            ('CH', 'standard', 7.70, '2018-01-01')
    """)


def downgrade():
    op.execute("DROP TABLE tax_rates")
