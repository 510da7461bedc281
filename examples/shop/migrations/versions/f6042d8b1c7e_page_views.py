"""Page views, one partition per half-year.

Revision ID: f6042d8b1c7e
Revises: a35e90c74b2f
Create Date: 2023-09-11 17:07:58.190246

"""

from collections.abc import Sequence

from alembic import op

# revision identifiers, used by Alembic.
revision: str = "f6042d8b1c7e"
down_revision: str | Sequence[str] | None = "a35e90c74b2f"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

HALF_YEARS = {
    "2023h2": ("2023-07-01", "2024-01-01"),
    "2024h1": ("2024-01-01", "2024-07-01"),
    "2024h2": ("2024-07-01", "2025-01-01"),
}


def upgrade() -> None:
    op.execute("""
        CREATE TABLE page_views (
            seen_on date NOT NULL,
            path text NOT NULL,
            visits integer NOT NULL DEFAULT 1,
            PRIMARY KEY (seen_on, path)
        ) PARTITION BY RANGE (seen_on)
    """)
    for name, (start, end) in HALF_YEARS.items():
        op.execute(
            f"CREATE TABLE page_views_{name} PARTITION OF page_views "
            f"FOR VALUES FROM ('{start}') TO ('{end}')"
        )
    op.execute("CREATE TABLE page_views_other PARTITION OF page_views DEFAULT")
    op.execute("CREATE INDEX ix_page_views_path ON page_views (path)")


def downgrade() -> None:
    op.execute("DROP TABLE page_views")
