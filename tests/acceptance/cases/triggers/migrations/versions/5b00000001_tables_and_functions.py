"""Tables and functions

Revision ID: 5b00000001
Revises:
Create Date: 2024-01-01 10:00:00

"""

from alembic import op

revision = "5b00000001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE TABLE items (id int PRIMARY KEY, state varchar(10), hits int DEFAULT 0)")
    op.execute("CREATE TABLE log (n serial PRIMARY KEY, line text)")
    op.execute("CREATE VIEW open_items AS SELECT id, state FROM items WHERE state = 'open'")
    op.execute("""
        CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO log (line) VALUES (concat_ws(' ', TG_NAME, TG_OP, TG_ARGV[0], TG_ARGV[1]));
            RETURN NEW;
        END
        $$
    """)


def downgrade() -> None:
    pass
