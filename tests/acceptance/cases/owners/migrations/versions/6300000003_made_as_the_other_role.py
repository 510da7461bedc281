"""Made as the other role

Revision ID: 6300000003
Revises: 6300000002
Create Date: 2024-03-03 10:00:00

"""

from alembic import op

revision = "6300000003"
down_revision = "6300000002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET ROLE acc_owner")
    op.execute("CREATE TABLE theirs.own (id int PRIMARY KEY)")
    op.execute("INSERT INTO theirs.own VALUES (1)")
    op.execute("RESET ROLE")
    op.execute("""
        ALTER DEFAULT PRIVILEGES FOR ROLE acc_owner IN SCHEMA theirs GRANT SELECT ON TABLES TO PUBLIC
    """)


def downgrade() -> None:
    pass
