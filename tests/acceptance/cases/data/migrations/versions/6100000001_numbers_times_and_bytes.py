"""Numbers, times and bytes

Revision ID: 6100000001
Revises:
Create Date: 2024-01-01 10:00:00

"""

from alembic import op

revision = "6100000001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE numbers (id int PRIMARY KEY, r real, d double precision, n numeric, n2 numeric(10,3), m money, b bytea, bits bit varying(9), flag boolean)
    """)
    op.execute(r"""
        INSERT INTO numbers VALUES
            (1, 'NaN', 'Infinity', 'NaN', 1.5, '12.34', '\x00ff275c0a', B'10101', true),
            (2, '-Infinity', 0.1::float8 + 0.2::float8, '-Infinity', -0.001, NULL, '', B'', false),
            (3, 1e-40, 5e-324, 1234567890123456789012345678901234567890.000100, NULL, '-1', NULL, NULL, NULL),
            (4, '-0', '-0', 0.00, 0, '0', 'abc\\def', B'1', true)
    """)
    op.execute("""
        CREATE TABLE times (id int PRIMARY KEY, t timestamp, tz timestamptz, d date, ti time, ttz timetz, i interval)
    """)
    op.execute(r"""
        INSERT INTO times VALUES
            (1, 'infinity', '-infinity', 'infinity', '24\:00\:00', '12\:34\:56.789+05\:30', '1 year -2 mons 3 days -04\:05\:06.7'),
            (2, '0044-03-15 12\:00\:00 BC', '2024-03-31 01\:30\:00.123456+00', '4713-01-01 BC', '00\:00', '00\:00-12', '-1 day'),
            (3, NULL, '294276-12-31 23\:59\:59.999999+00', '5874897-12-31', NULL, NULL, '0')
    """)


def downgrade() -> None:
    pass
