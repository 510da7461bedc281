"""The start

Revision ID: 5e0000000a
Revises:
Create Date: 2024-01-01 10:00:00

"""

from alembic import op

revision = "5e0000000a"
down_revision = None
branch_labels = ("core",)
depends_on = None


def upgrade() -> None:
    op.execute("CREATE TABLE core (id int PRIMARY KEY)")


def downgrade() -> None:
    op.execute("DROP TABLE core")
