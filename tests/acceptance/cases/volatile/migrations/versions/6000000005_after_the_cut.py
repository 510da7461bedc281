"""After the cut

Revision ID: 6000000005
Revises: 6000000004
Create Date: 2024-05-05 10:00:00

"""

from alembic import op

revision = "6000000005"
down_revision = "6000000004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        INSERT INTO logins (account, at) SELECT id, now() FROM accounts WHERE login = 'root'
    """)
    op.execute("INSERT INTO registry VALUES ('accounts', 'accounts'::regclass::oid)")


def downgrade() -> None:
    op.execute("DELETE FROM registry WHERE name = 'accounts'")
    op.execute("DELETE FROM logins WHERE id = (SELECT max(id) FROM logins)")
