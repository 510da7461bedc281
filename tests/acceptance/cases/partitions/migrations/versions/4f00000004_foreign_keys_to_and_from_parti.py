"""Foreign keys to and from partitions

Revision ID: 4f00000004
Revises: 4f00000003
Create Date: 2024-04-04 10:00:00

"""

from alembic import op

revision = "4f00000004"
down_revision = "4f00000003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE notes (event_id bigint, event_at date, FOREIGN KEY (event_id, event_at) REFERENCES events ON DELETE CASCADE)
    """)
    op.execute("CREATE TABLE kinds (kind varchar(10) PRIMARY KEY)")
    op.execute("INSERT INTO kinds SELECT DISTINCT kind FROM events WHERE kind IS NOT NULL")
    op.execute("ALTER TABLE events ADD CONSTRAINT events_kind FOREIGN KEY (kind) REFERENCES kinds")
    op.execute("INSERT INTO notes SELECT id, at FROM events WHERE kind = 'old'")
    op.execute("CREATE INDEX events_kind ON ONLY events (kind)")
    op.execute("ALTER TABLE events_2023 ALTER COLUMN kind SET DEFAULT 'x'")


def downgrade() -> None:
    pass
