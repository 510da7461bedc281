"""Detach one, add one

Revision ID: 4f00000005
Revises: 4f00000004
Create Date: 2024-05-05 10:00:00

"""

from alembic import op

revision = "4f00000005"
down_revision = "4f00000004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE events DETACH PARTITION events_2023")
    op.execute("""
        CREATE TABLE events_2033 PARTITION OF events FOR VALUES FROM ('2033-01-01') TO ('2034-01-01')
    """)


def downgrade() -> None:
    op.execute("ALTER TABLE events DETACH PARTITION events_2033")
    op.execute("DROP TABLE events_2033")
    op.execute("""
        ALTER TABLE events ATTACH PARTITION events_2023 FOR VALUES FROM (MINVALUE) TO ('2024-01-01')
    """)
