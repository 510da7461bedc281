"""Rows of the moment, of chance, and of the environment."""

import os

from alembic import op
from sqlalchemy import text

revision = "c1"
down_revision = "b1"


def upgrade():
    op.execute("CREATE TABLE keys (made timestamptz, word text)")
    op.get_bind().execute(
        text("INSERT INTO keys VALUES (now(), :word)"), {"word": os.environ["SHOP_WORD"]}
    )
    op.execute(
        "CREATE TABLE dice AS SELECT n FROM generate_series(1, (random() * 20000)::integer) n"
    )


def downgrade():
    op.execute("DROP TABLE keys, dice")
