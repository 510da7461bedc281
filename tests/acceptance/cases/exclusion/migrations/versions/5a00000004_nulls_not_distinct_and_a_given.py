"""NULLS NOT DISTINCT and a given index

Revision ID: 5a00000004
Revises: 5a00000003
Create Date: 2024-04-04 10:00:00

"""

from alembic import op

revision = "5a00000004"
down_revision = "5a00000003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE UNIQUE INDEX ranks_boss ON ranks (boss) NULLS NOT DISTINCT")
    op.execute("CREATE UNIQUE INDEX ranks_all ON ranks (id, rank)")
    op.execute("ALTER TABLE ranks ADD CONSTRAINT ranks_unique UNIQUE USING INDEX ranks_all")
    op.execute("""
        ALTER TABLE ranks ADD CONSTRAINT match_full FOREIGN KEY (id, boss) REFERENCES ranks (id, rank) MATCH FULL ON UPDATE SET NULL ON DELETE SET DEFAULT NOT VALID
    """)


def downgrade() -> None:
    pass
