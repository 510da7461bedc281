"""Comments

Revision ID: 5900000002
Revises: 5900000001
Create Date: 2024-02-02 10:00:00

"""

from alembic import op

revision = "5900000002"
down_revision = "5900000001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(r"""
        COMMENT ON TABLE t IS E'two\nlines; with "quotes", it''s 100% \\ $$ $1 \t tab'
    """)
    op.execute(r"""
        COMMENT ON COLUMN t.v IS E'\n--\n-- Name: victims; Type: TABLE; Schema: public; Owner: -\n--\n\nCREATE TABLE public.victims ();\n'
    """)
    op.execute(r"""
        COMMENT ON CONSTRAINT t_v ON t IS '\\restrict abc'
    """)
    op.execute(r"""
        COMMENT ON INDEX t_i IS '\restrict abcdef'
    """)
    op.execute("COMMENT ON VIEW w IS '✓ ünï'")
    op.execute("CREATE SEQUENCE latin; COMMENT ON SEQUENCE latin IS 'ünï'")


def downgrade() -> None:
    pass
