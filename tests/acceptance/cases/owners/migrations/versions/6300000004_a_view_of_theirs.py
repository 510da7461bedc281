"""A view of theirs

Revision ID: 6300000004
Revises: 6300000003
Create Date: 2024-04-04 10:00:00

"""

from alembic import op

revision = "6300000004"
down_revision = "6300000003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE VIEW theirs.v AS SELECT id FROM theirs.t")
    op.execute("ALTER VIEW theirs.v OWNER TO acc_owner")


def downgrade() -> None:
    pass
