"""A table joins later

Revision ID: 5000000003
Revises: 5000000002
Create Date: 2024-03-03 10:00:00

"""

from alembic import op

revision = "5000000003"
down_revision = "5000000002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE boats (wheels int DEFAULT 0, length int, name text DEFAULT 'b', id int NOT NULL, CONSTRAINT vehicles_id_check CHECK (id > 0))
    """)
    op.execute("INSERT INTO boats VALUES (0, 12, 'boat', 3)")
    op.execute("ALTER TABLE boats INHERIT vehicles")


def downgrade() -> None:
    pass
