"""Keep updated_at by trigger.

Revision ID: d5a60e194c8f
Revises: 2e8d5c07f9b3
Create Date: 2022-07-15 13:37:21.640105

"""

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision = "d5a60e194c8f"
down_revision = "2e8d5c07f9b3"
branch_labels = None
depends_on = None

TABLES = ("customers", "products", "orders")


def upgrade():
    op.execute("""
        CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            -- a row that did not change keeps its time; see the nightly import
            IF NEW IS DISTINCT FROM OLD THEN
                NEW.updated_at := now();
            END IF;
            RETURN NEW;
        END;
        $$
    """)
    for table in TABLES:
        op.add_column(table, sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True))
        op.execute(
            f"CREATE TRIGGER {table}_touch BEFORE UPDATE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION touch()"
        )


def downgrade():
    for table in reversed(TABLES):
        op.execute(f"DROP TRIGGER {table}_touch ON {table}")
        op.drop_column(table, "updated_at")
    op.execute("DROP FUNCTION touch()")
