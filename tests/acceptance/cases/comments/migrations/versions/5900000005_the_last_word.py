"""The last word

Revision ID: 5900000005
Revises: 5900000004
Create Date: 2024-05-05 10:00:00

"""

from alembic import op

revision = "5900000005"
down_revision = "5900000004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("COMMENT ON TABLE t IS 'short'")


def downgrade() -> None:
    op.execute(r"""
        COMMENT ON TABLE t IS E'two\nlines; with "quotes", it''s 100% \\ $$ $1 \t tab'
    """)
