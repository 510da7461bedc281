"""A table under the default privileges

Revision ID: 4a00000005
Revises: 4a00000004
Create Date: 2024-05-05 10:00:00

"""

from alembic import op

revision = "4a00000005"
down_revision = "4a00000004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE TABLE latest (id int PRIMARY KEY)")
    op.execute("""
        CREATE FUNCTION latest_count() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM latest'
    """)


def downgrade() -> None:
    op.execute("DROP FUNCTION latest_count()")
    op.execute("DROP TABLE latest")
