"""A small and a large one

Revision ID: 5700000002
Revises: 5700000001
Create Date: 2024-02-02 10:00:00

"""

from alembic import op

revision = "5700000002"
down_revision = "5700000001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(r"""
        SELECT lo_from_bytea(987001, 'hello, \000\377 \\ world'::bytea)
    """)
    op.execute("SELECT lo_from_bytea(987002, decode(repeat('00ff41', 20000), 'hex'))")
    op.execute("INSERT INTO files VALUES (1, 987001), (2, 987002)")


def downgrade() -> None:
    pass
