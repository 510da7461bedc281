"""The other head."""

from alembic import op

revision = "e1"
down_revision = "c1"


def upgrade():
    op.execute("CREATE TABLE e1 (id integer)")


def downgrade():
    op.execute("DROP TABLE e1")
