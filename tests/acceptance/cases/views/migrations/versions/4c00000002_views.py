"""Views

Revision ID: 4c00000002
Revises: 4c00000001
Create Date: 2024-02-02 10:00:00

"""

from alembic import op

revision = "4c00000002"
down_revision = "4c00000001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE VIEW roots WITH (security_barrier) AS
        SELECT id, label FROM nodes WHERE parent IS NULL WITH LOCAL CHECK OPTION
    """)
    op.execute("""
        CREATE RECURSIVE VIEW paths (id, path) AS
        SELECT id, label::text FROM nodes WHERE parent IS NULL
        UNION ALL
        SELECT n.id, p.path || '/' || n.label FROM nodes n JOIN paths p ON p.id = n.parent
    """)
    op.execute("CREATE VIEW known AS SELECT * FROM nodes WHERE label IN ('root', 'left', 'right')")
    op.execute("ALTER VIEW known ALTER COLUMN label SET DEFAULT 'new'")


def downgrade() -> None:
    pass
