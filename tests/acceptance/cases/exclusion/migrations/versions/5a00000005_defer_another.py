"""Defer another

Revision ID: 5a00000005
Revises: 5a00000004
Create Date: 2024-05-05 10:00:00

"""

from alembic import op

revision = "5a00000005"
down_revision = "5a00000004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE ranks ALTER CONSTRAINT boss_known DEFERRABLE INITIALLY DEFERRED")


def downgrade() -> None:
    op.execute("ALTER TABLE ranks ALTER CONSTRAINT boss_known DEFERRABLE INITIALLY IMMEDIATE")
