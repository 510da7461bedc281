"""A role, where that may be made."""

from alembic import op

revision = "b1"
down_revision = "a1"


def upgrade():
    op.execute(
        "DO $$ BEGIN CREATE ROLE hazardous_reader; "
        "EXCEPTION WHEN insufficient_privilege THEN NULL; END $$"
    )


def downgrade():
    op.execute("SELECT 1")
