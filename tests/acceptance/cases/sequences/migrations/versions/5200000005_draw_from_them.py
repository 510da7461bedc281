"""Draw from them

Revision ID: 5200000005
Revises: 5200000004
Create Date: 2024-05-05 10:00:00

"""

from alembic import op

revision = "5200000005"
down_revision = "5200000004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("INSERT INTO b (v) VALUES ('after the cut')")
    op.execute("INSERT INTO d DEFAULT VALUES")
    op.execute("INSERT INTO copied (v) VALUES ('after the cut')")
    op.execute("INSERT INTO wide DEFAULT VALUES")
    op.execute("INSERT INTO narrow DEFAULT VALUES")


def downgrade() -> None:
    op.execute("DELETE FROM narrow")
    op.execute("DELETE FROM wide")
    op.execute("DELETE FROM copied WHERE v = 'after the cut'")
    op.execute("DELETE FROM d")
    op.execute("DELETE FROM b WHERE v = 'after the cut'")
