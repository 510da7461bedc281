"""Row security

Revision ID: 4b00000002
Revises: 4b00000001
Create Date: 2024-02-02 10:00:00

"""

from alembic import op

revision = "4b00000002"
down_revision = "4b00000001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE documents ENABLE ROW LEVEL SECURITY")
    op.execute(
        "CREATE POLICY owners ON documents USING (owner = current_setting('acc.user', true))"
    )
    op.execute("""
        CREATE POLICY readers ON documents FOR SELECT TO PUBLIC USING (state IN ('open', 'closed'))
    """)
    op.execute("""
        CREATE POLICY never_draft ON documents AS RESTRICTIVE FOR INSERT WITH CHECK (state NOT IN ('draft', 'void'))
    """)


def downgrade() -> None:
    pass
