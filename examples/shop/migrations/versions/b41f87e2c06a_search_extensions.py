"""Find customers whatever the case of their address, and products by a part of the name.

Revision ID: b41f87e2c06a
Revises: 7c3390fd1a5e
Create Date: 2022-06-02 16:44:08.315590

"""

from alembic import op

# revision identifiers, used by Alembic.
revision = "b41f87e2c06a"
down_revision = "7c3390fd1a5e"
branch_labels = None
depends_on = None


def upgrade():
    op.execute("CREATE EXTENSION IF NOT EXISTS citext")
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    op.execute("ALTER TABLE customers ALTER COLUMN email TYPE citext")
    op.execute("CREATE INDEX ix_products_name_trgm ON products USING gin (name gin_trgm_ops)")


def downgrade():
    op.execute("DROP INDEX ix_products_name_trgm")
    op.execute("ALTER TABLE customers ALTER COLUMN email TYPE varchar(254)")
    op.execute("DROP EXTENSION pg_trgm")
    op.execute("DROP EXTENSION citext")
