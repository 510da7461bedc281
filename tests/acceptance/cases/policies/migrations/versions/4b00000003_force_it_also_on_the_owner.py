"""Force it, also on the owner

Revision ID: 4b00000003
Revises: 4b00000002
Create Date: 2024-03-03 10:00:00

"""

from alembic import op

revision = "4b00000003"
down_revision = "4b00000002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE documents FORCE ROW LEVEL SECURITY")
    op.execute("CREATE TABLE notes (id int PRIMARY KEY, document_id int REFERENCES documents)")
    op.execute("ALTER TABLE notes ENABLE ROW LEVEL SECURITY")


def downgrade() -> None:
    pass
