"""A table in the schema

Revision ID: 5600000005
Revises: 5600000004
Create Date: 2024-05-05 10:00:00

"""

from alembic import op

revision = "5600000005"
down_revision = "5600000004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE TABLE feed.c (id int PRIMARY KEY)")
    op.execute("ALTER PUBLICATION acc_some DROP TABLE b")


def downgrade() -> None:
    op.execute("ALTER PUBLICATION acc_some ADD TABLE b")
    op.execute("DROP TABLE feed.c")
