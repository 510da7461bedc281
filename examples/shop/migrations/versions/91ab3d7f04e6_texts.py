"""Texts of mails and labels, kept in the database so that support can edit them.

Revision ID: 91ab3d7f04e6
Revises: c27f5a90e3d1
Create Date: 2022-03-30 08:30:00

"""

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision = "91ab3d7f04e6"
down_revision = "c27f5a90e3d1"
branch_labels = None
depends_on = None

TEXTS = [
    ("mail.greeting", "Hello :name,\n\nthank you for your order."),
    ("mail.discount", "You save 15% today - or 100%, if it rains :)"),
    ("mail.signature", 'Your "shop" team\n-- \nC\'est la vie; see you soon'),
    ("label.columns", "sku\tname\tprice"),
    ("export.folder", "\\\\files\\export\\%Y-%m-%d"),
    ("label.empty", ""),
    ("label.missing", None),
    ("label.emoji", "✓ in stock 🛒"),
]


def upgrade():
    texts = op.create_table(
        "texts",
        sa.Column("key", sa.Text(), primary_key=True),
        sa.Column("value", sa.Text(), nullable=True),
    )
    op.bulk_insert(texts, [{"key": key, "value": value} for key, value in TEXTS])


def downgrade():
    op.drop_table("texts")
