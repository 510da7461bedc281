"""A role

Revision ID: 6300000001
Revises:
Create Date: 2024-01-01 10:00:00

"""

from alembic import op

revision = "6300000001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        DO $$
        BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'acc_owner') THEN
                CREATE ROLE acc_owner NOLOGIN;
            END IF;
        END
        $$
    """)


def downgrade() -> None:
    pass
