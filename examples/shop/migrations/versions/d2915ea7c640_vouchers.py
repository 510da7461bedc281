"""Vouchers, with a domain for percentages.

Revision ID: d2915ea7c640
Revises: 7be3481f5c0d
Create Date: 2023-05-08 10:11:52.667101

"""

from alembic import op

# revision identifiers, used by Alembic.
revision = "d2915ea7c640"
down_revision = "7be3481f5c0d"
branch_labels = None
depends_on = None


def upgrade():
    op.execute("""
        CREATE DOMAIN percentage AS numeric(5, 2)
            DEFAULT 0
            CONSTRAINT percentage_range CHECK (VALUE >= 0 AND VALUE <= 100)
    """)
    op.execute("""
        CREATE TABLE vouchers (
            code varchar(30) PRIMARY KEY CHECK (code = upper(code)),
            discount percentage NOT NULL,
            valid daterange,
            remarks text
        )
    """)
    op.execute("""
        INSERT INTO vouchers (code, discount, valid, remarks) VALUES
            ('WELCOME', 10, NULL, NULL),
            ('SUMMER23', 12.5, '[2023-06-01,2023-09-01)', 'not with \\:other_voucher, max. 50%'),
            ('STAFF', 30, '[2023-01-01,)', E'ask HR\\tfirst\\n')
    """)


def downgrade():
    op.execute("DROP TABLE vouchers")
    op.execute("DROP DOMAIN percentage")
