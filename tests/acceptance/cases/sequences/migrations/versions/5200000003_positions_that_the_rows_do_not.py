"""Positions that the rows do not tell

Revision ID: 5200000003
Revises: 5200000002
Create Date: 2024-03-03 10:00:00

"""

from alembic import op

revision = "5200000003"
down_revision = "5200000002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("DELETE FROM a WHERE id = 2")
    op.execute("ALTER TABLE b ALTER COLUMN id RESTART WITH 7")
    op.execute("INSERT INTO c VALUES (40, 'given'), (DEFAULT, 'drawn')")
    op.execute("ALTER SEQUENCE a_other_seq OWNED BY NONE")
    op.execute("ALTER SEQUENCE a_third_seq RENAME TO thirds")
    op.execute("""
        CREATE TABLE d (id int DEFAULT nextval('called'), again int DEFAULT nextval('public.called'::text))
    """)


def downgrade() -> None:
    pass
