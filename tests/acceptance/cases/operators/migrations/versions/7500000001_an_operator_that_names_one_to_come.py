"""An operator that names one to come

Revision ID: 7500000001
Revises:
Create Date: 2024-01-01 10:00:00

"""

from alembic import op

revision = "7500000001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE OPERATOR === (LEFTARG = int, RIGHTARG = int, FUNCTION = int4eq, NEGATOR = !==)
    """)
    op.execute("CREATE OPERATOR !== (LEFTARG = int, RIGHTARG = int, FUNCTION = int4ne)")


def downgrade() -> None:
    pass
