"""Notes follow their document

Revision ID: 4b00000005
Revises: 4b00000004
Create Date: 2024-05-05 10:00:00

"""

from alembic import op

revision = "4b00000005"
down_revision = "4b00000004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE POLICY notes_follow ON notes USING (EXISTS (SELECT FROM documents d WHERE d.id = document_id))
    """)


def downgrade() -> None:
    op.execute("DROP POLICY notes_follow ON notes")
