"""Tree of nodes

Revision ID: 4c00000001
Revises:
Create Date: 2024-01-01 10:00:00

"""

from alembic import op

revision = "4c00000001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE nodes (id int PRIMARY KEY, parent int REFERENCES nodes, label varchar(20) NOT NULL)
    """)
    op.execute("""
        INSERT INTO nodes VALUES (1, NULL, 'root'), (2, 1, 'left'), (3, 1, 'right'), (4, 3, 'leaf')
    """)


def downgrade() -> None:
    pass
