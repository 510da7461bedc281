"""A table of all

Revision ID: 4e00000002
Revises: 4e00000001
Create Date: 2024-02-02 10:00:00

"""

from alembic import op

revision = "4e00000002"
down_revision = "4e00000001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE things (
            id int PRIMARY KEY,
            size size DEFAULT 'small',
            word word,
            place point3,
            span floatspan,
            spans floatspans,
            sizes size[] DEFAULT '{small,large}',
            name text COLLATE nocase UNIQUE
        )
    """)
    op.execute(r"""
        INSERT INTO things VALUES
            (1, 'large', 'b', (1, 2.5, 'c'), '[1,2)', '{[1,2),[3,4)}', '{large,"it''s \"big\""}', 'Ann'),
            (2, NULL, 'a', NULL, 'empty', '{}', '{}', NULL)
    """)


def downgrade() -> None:
    pass
