"""The one head."""

from alembic import op

revision = "d1"
down_revision = "c1"


def upgrade():
    op.execute("CREATE TABLE d1 (id integer)")


def downgrade():
    op.execute("DROP TABLE d1")
