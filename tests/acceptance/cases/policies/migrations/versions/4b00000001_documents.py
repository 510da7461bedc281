"""Documents

Revision ID: 4b00000001
Revises:
Create Date: 2024-01-01 10:00:00

"""

from alembic import op

revision = "4b00000001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE documents (id int PRIMARY KEY, owner text NOT NULL, state varchar(10) NOT NULL, body text)
    """)
    op.execute("""
        INSERT INTO documents VALUES (1, 'ann', 'open', 'one'), (2, 'bob', 'closed', 'two'), (3, 'eve', 'draft', NULL)
    """)


def downgrade() -> None:
    pass
