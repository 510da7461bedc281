"""A rule

Revision ID: 4c00000004
Revises: 4c00000003
Create Date: 2024-04-04 10:00:00

"""

from alembic import op

revision = "4c00000004"
down_revision = "4c00000003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE TABLE log (at_id int, what text)")
    op.execute("""
        CREATE RULE nodes_log AS ON UPDATE TO nodes WHERE OLD.label <> NEW.label
        DO ALSO INSERT INTO log VALUES (NEW.id, OLD.label || '; ' || NEW.label)
    """)
    op.execute("""
        CREATE RULE roots_insert AS ON INSERT TO roots
        DO INSTEAD INSERT INTO nodes VALUES (NEW.id, NULL, NEW.label)
    """)


def downgrade() -> None:
    pass
