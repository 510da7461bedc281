"""A table that uses them

Revision ID: 4d00000004
Revises: 4d00000003
Create Date: 2024-04-04 10:00:00

"""

from alembic import op

revision = "4d00000004"
down_revision = "4d00000003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE FUNCTION is_code(t text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$SELECT t ~ '^[A-Z]{3}$'$$
    """)
    op.execute("""
        CREATE TABLE prices (
            id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            code text CHECK (is_code(code)),
            price money2 NOT NULL DEFAULT ROW(0, 'EUR'),
            cents int GENERATED ALWAYS AS (money2_int(price)) STORED
        )
    """)
    op.execute("INSERT INTO prices (code, price) VALUES ('ABC', (100, 'EUR')), ('DEF', DEFAULT)")


def downgrade() -> None:
    pass
