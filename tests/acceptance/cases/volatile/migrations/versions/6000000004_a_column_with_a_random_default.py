"""A column with a random default

Revision ID: 6000000004
Revises: 6000000003
Create Date: 2024-04-04 10:00:00

"""

from alembic import op

revision = "6000000004"
down_revision = "6000000003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE accounts ADD COLUMN salt double precision NOT NULL DEFAULT random()")
    op.execute("UPDATE accounts SET login = 'root' WHERE login = 'admin'")


def downgrade() -> None:
    pass
