"""A wider view

Revision ID: 4c00000005
Revises: 4c00000004
Create Date: 2024-05-05 10:00:00

"""

from alembic import op

revision = "4c00000005"
down_revision = "4c00000004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE OR REPLACE VIEW known AS SELECT *, length(label) AS width FROM nodes WHERE label IN ('root', 'left')
    """)


def downgrade() -> None:
    op.execute("DROP VIEW known")
    op.execute("CREATE VIEW known AS SELECT * FROM nodes WHERE label IN ('root', 'left', 'right')")
    op.execute("ALTER VIEW known ALTER COLUMN label SET DEFAULT 'new'")
