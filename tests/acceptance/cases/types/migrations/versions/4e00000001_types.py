"""Types

Revision ID: 4e00000001
Revises:
Create Date: 2024-01-01 10:00:00

"""

from alembic import op

revision = "4e00000001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""CREATE TYPE size AS ENUM ('small', 'large', 'it''s "big"')""")
    op.execute(
        """CREATE DOMAIN word AS varchar(10) COLLATE "C" DEFAULT 'a' NOT NULL CHECK (VALUE IN ('a', 'b', 'c'))"""
    )
    op.execute("""CREATE TYPE point3 AS (x float8, y float8, "Z z" word)""")
    op.execute("""
        CREATE TYPE floatspan AS RANGE (SUBTYPE = float8, SUBTYPE_DIFF = float8mi, MULTIRANGE_TYPE_NAME = floatspans)
    """)
    op.execute("""
        CREATE COLLATION nocase (PROVIDER = icu, LOCALE = 'und-u-ks-level2', DETERMINISTIC = false)
    """)


def downgrade() -> None:
    pass
