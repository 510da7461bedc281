"""Rows

Revision ID: 5400000003
Revises: 5400000002
Create Date: 2024-03-03 10:00:00

"""

from alembic import op

revision = "5400000003"
down_revision = "5400000002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(r"""
        INSERT INTO docs (id, body) VALUES (1, 'The running foxes'), (2, NULL), (3, 'see https\://example.org/a?b=c')
    """)


def downgrade() -> None:
    pass
