"""Texts

Revision ID: 6100000002
Revises: 6100000001
Create Date: 2024-02-02 10:00:00

"""

import sqlalchemy as sa
from alembic import op

revision = "6100000002"
down_revision = "6100000001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """CREATE TABLE texts (id int PRIMARY KEY, t text, v varchar(20), c char(5), "n a" name)"""
    )
    texts = sa.table(
        "texts", sa.column("id", sa.Integer), sa.column("t", sa.Text), sa.column("v", sa.String)
    )
    values = [
        "",
        None,
        'it\'s "quoted" `here`',
        "100% of :name and %s and %(name)s and %% and ::cast and \\:x",
        "tab\there, \\t not here",
        "line\nfeed, carriage\r\nreturn, lone\rreturn",
        "back\\slash \\\\ two \\' quote",
        "\\.",
        "\\N",
        "$$ dollar $1 $body$",
        "; -- not a comment\n/* nor this */",
        "✓ ünïcödé 🛒 \u202e \u200b \ufeff",
        "\x01\x07\x1b[31m\x7f\u0085",
        "  spaces  ",
        "NULL",
        "null",
        "{a,b}",
        "-- Name: t; Type: TABLE; Schema: public; Owner: -",
        "COPY public.t FROM stdin;",
        "x" * 300000,
        "\n",
    ]
    op.bulk_insert(texts, [{"id": n, "t": t, "v": t and t[:20]} for n, t in enumerate(values)])
    op.execute("""UPDATE texts SET c = left(v, 5), "n a" = left(v, 9)""")


def downgrade() -> None:
    pass
