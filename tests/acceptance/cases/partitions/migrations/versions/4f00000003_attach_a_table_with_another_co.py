"""Attach a table with another column order

Revision ID: 4f00000003
Revises: 4f00000002
Create Date: 2024-03-03 10:00:00

"""

from alembic import op

revision = "4f00000003"
down_revision = "4f00000002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE events_old (kind varchar(10), note text, at date NOT NULL, id bigint NOT NULL)
    """)
    op.execute("ALTER TABLE events_old DROP COLUMN note")
    op.execute("INSERT INTO events_old VALUES ('old', '2031-01-01', 99)")
    op.execute("""
        ALTER TABLE events ATTACH PARTITION events_old FOR VALUES FROM ('2031-01-01') TO ('2032-01-01')
    """)


def downgrade() -> None:
    pass
