"""A schema more

Revision ID: 5100000005
Revises: 5100000004
Create Date: 2024-05-05 10:00:00

"""

from alembic import op

revision = "5100000005"
down_revision = "5100000004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE SCHEMA late")
    op.execute("CREATE TABLE late.t (id int)")


def downgrade() -> None:
    op.execute("DROP TABLE late.t")
    op.execute("DROP SCHEMA late")
