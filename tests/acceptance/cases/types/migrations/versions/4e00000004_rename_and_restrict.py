"""Rename and restrict

Revision ID: 4e00000004
Revises: 4e00000003
Create Date: 2024-04-04 10:00:00

"""

from alembic import op

revision = "4e00000004"
down_revision = "4e00000003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TYPE size RENAME VALUE 'small' TO 'tiny'")
    op.execute("ALTER DOMAIN word ADD CONSTRAINT word_short CHECK (length(VALUE) < 3) NOT VALID")
    op.execute("ALTER TYPE point3 ADD ATTRIBUTE w int")
    op.execute("ALTER TYPE floatspan RENAME TO fspan")


def downgrade() -> None:
    pass
