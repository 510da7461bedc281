"""Replace a function

Revision ID: 4d00000005
Revises: 4d00000004
Create Date: 2024-05-05 10:00:00

"""

from alembic import op

revision = "4d00000005"
down_revision = "4d00000004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE OR REPLACE FUNCTION late() RETURNS numeric LANGUAGE sql STABLE AS 'SELECT min(rate) FROM rates;'
    """)


def downgrade() -> None:
    op.execute("""
        CREATE OR REPLACE FUNCTION late() RETURNS numeric LANGUAGE sql STABLE AS 'SELECT max(rate) FROM rates; -- end'
    """)
