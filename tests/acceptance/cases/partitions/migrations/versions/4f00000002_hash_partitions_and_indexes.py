"""Hash partitions and indexes

Revision ID: 4f00000002
Revises: 4f00000001
Create Date: 2024-02-02 10:00:00

"""

from alembic import op

revision = "4f00000002"
down_revision = "4f00000001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE TABLE regions (code varchar(3), name text) PARTITION BY LIST (code)")
    op.execute("CREATE TABLE regions_ab PARTITION OF regions FOR VALUES IN ('a', 'b', NULL)")
    op.execute("CREATE TABLE regions_rest PARTITION OF regions DEFAULT")
    op.execute("INSERT INTO regions VALUES ('a', 'A'), (NULL, 'nowhere'), ('zz', 'Z')")
    op.execute("CREATE TABLE buckets (key int NOT NULL, value text) PARTITION BY HASH (key)")
    op.execute("""
        CREATE TABLE buckets_0 PARTITION OF buckets FOR VALUES WITH (MODULUS 2, REMAINDER 0)
    """)
    op.execute("""
        CREATE TABLE buckets_1 PARTITION OF buckets FOR VALUES WITH (MODULUS 2, REMAINDER 1) WITH (fillfactor = 70)
    """)
    op.execute("CREATE INDEX buckets_value ON buckets (value) WHERE value IS NOT NULL")
    op.execute("CREATE UNIQUE INDEX buckets_key ON buckets (key)")
    op.execute("INSERT INTO buckets SELECT n, 'v' || n FROM generate_series(1, 6) n")


def downgrade() -> None:
    pass
