"""Settings of the session.

Revision ID: 7100000001
Revises: 
Create Date: 2024-01-01 12:00:00

"""

from alembic import op

revision = "7100000001"
down_revision = None


def upgrade():
    op.execute("CREATE SCHEMA shop")
    op.execute("SET search_path TO shop, public")
    op.execute("SET timezone TO 'Asia/Tokyo'")
    op.execute("SET LOCAL lock_timeout TO '7s'")
    op.execute(r"SELECT set_config('app.tenant', 'O''Neill \\\ co', false)")


def downgrade():
    op.execute("DROP SCHEMA shop")
