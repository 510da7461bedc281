"""Deferrable keys

Revision ID: 5a00000002
Revises: 5a00000001
Create Date: 2024-02-02 10:00:00

"""

from alembic import op

revision = "5a00000002"
down_revision = "5a00000001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE ranks (id int PRIMARY KEY, rank int CONSTRAINT rank_once UNIQUE DEFERRABLE INITIALLY DEFERRED, boss int)
    """)
    op.execute("""
        ALTER TABLE ranks ADD CONSTRAINT boss_known FOREIGN KEY (boss) REFERENCES ranks DEFERRABLE INITIALLY IMMEDIATE
    """)
    op.execute("""
        ALTER TABLE bookings ADD CONSTRAINT apart EXCLUDE USING gist (during WITH -|-) DEFERRABLE INITIALLY DEFERRED
    """)


def downgrade() -> None:
    pass
