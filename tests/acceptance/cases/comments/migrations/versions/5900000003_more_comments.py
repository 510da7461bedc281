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
    op.execute("COMMENT ON CONSTRAINT p_c ON \"p one\" IS 'a check that came from above'")
    op.execute("COMMENT ON CONSTRAINT p_id_fkey ON \"p one\" IS 'a copied key'")
    op.execute("COMMENT ON TRIGGER g ON \"p one\" IS 'it''s a copy'")
    op.execute("COMMENT ON CONSTRAINT h ON t IS 'of a constraint trigger'")
    op.execute("COMMENT ON CONSTRAINT t_v ON heir IS 'its own too'")
    op.execute("COMMENT ON CONSTRAINT t_v ON other_heir IS 'inherited'")
    op.execute("COMMENT ON TYPE t IS 'of a row'")
    op.execute("COMMENT ON TYPE w IS 'of a row of a view'")
    op.execute("COMMENT ON TYPE d[] IS 'of an array'")
    op.execute("COMMENT ON RULE \"_RETURN\" ON w IS 'what it shows'")
    op.execute("COMMENT ON COLUMN t.xmin IS 'who wrote it'")


def downgrade() -> None:
    pass
