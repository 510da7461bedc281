"""A policy more

Revision ID: 4b00000004
Revises: 4b00000003
Create Date: 2024-04-04 10:00:00

"""

from alembic import op

revision = "4b00000004"
down_revision = "4b00000003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER POLICY readers ON documents USING (state IN ('open', 'closed', 'archived'))")
    op.execute("COMMENT ON POLICY owners ON documents IS 'theirs'")


def downgrade() -> None:
    pass
