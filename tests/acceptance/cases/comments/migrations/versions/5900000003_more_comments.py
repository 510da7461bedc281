"""More comments

Revision ID: 5900000003
Revises: 5900000002
Create Date: 2024-03-03 10:00:00

"""

from alembic import op

revision = "5900000003"
down_revision = "5900000002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("COMMENT ON COLUMN w.id IS 'of a view'")
    op.execute("COMMENT ON SEQUENCE s IS 's'")
    op.execute("COMMENT ON DOMAIN d IS 'd'")
    op.execute("COMMENT ON CONSTRAINT d_c ON DOMAIN d IS 'c of d'")
    op.execute("COMMENT ON FUNCTION f() IS '$f$'")
    op.execute("COMMENT ON TRIGGER g ON t IS 'g'")
    op.execute("COMMENT ON SCHEMA public IS 'ours'")


def downgrade() -> None:
    pass
