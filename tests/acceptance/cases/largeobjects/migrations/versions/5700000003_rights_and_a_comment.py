"""Rights and a comment

Revision ID: 5700000003
Revises: 5700000002
Create Date: 2024-03-03 10:00:00

"""

from alembic import op

revision = "5700000003"
down_revision = "5700000002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("GRANT SELECT ON LARGE OBJECT 987001 TO PUBLIC")
    op.execute("""COMMENT ON LARGE OBJECT 987002 IS 'the "large" one'""")


def downgrade() -> None:
    pass
