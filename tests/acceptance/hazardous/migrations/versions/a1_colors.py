"""Colors, from a file that nothing else reads."""

from pathlib import Path

from alembic import op

revision = "a1"
down_revision = None


def upgrade():
    op.execute("CREATE TABLE colors (id integer PRIMARY KEY)")
    for each in Path(__file__).parents[1].joinpath("colors.csv").read_text().split():
        op.execute(f"INSERT INTO colors VALUES ({each})")


def downgrade():
    op.execute("DROP TABLE colors")
