"""Generated columns, cycles and columns that went

Revision ID: 6100000004
Revises: 6100000003
Create Date: 2024-04-04 10:00:00

"""

from alembic import op

revision = "6100000004"
down_revision = "6100000003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE hens (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, gone int, egg int, name text, loud text GENERATED ALWAYS AS (upper(name)) STORED)
    """)
    op.execute("""
        CREATE TABLE eggs (id int PRIMARY KEY, hen int NOT NULL REFERENCES hens, self int NOT NULL REFERENCES eggs)
    """)
    op.execute("INSERT INTO hens (name) VALUES ('ä'), (NULL)")
    op.execute("INSERT INTO eggs VALUES (1, 1, 1), (3, 2, 2), (2, 1, 3)")
    op.execute("UPDATE hens SET egg = 1")
    op.execute("ALTER TABLE hens ADD FOREIGN KEY (egg) REFERENCES eggs")
    op.execute("ALTER TABLE hens DROP COLUMN gone")
    op.execute("CREATE TABLE no_key (v int, t text)")
    op.execute("INSERT INTO no_key VALUES (1, 'same'), (1, 'same'), (NULL, NULL), (NULL, NULL)")
    op.execute("CREATE TABLE no_columns ()")
    op.execute("INSERT INTO no_columns DEFAULT VALUES")
    op.execute("INSERT INTO no_columns DEFAULT VALUES")
    op.execute('''
        CREATE TABLE "Upper ""Case""" ("Group" int, "a%b" text, "c:d" text)
    ''')
    op.execute(r'''
        INSERT INTO "Upper ""Case""" VALUES (1, '%', '\:d')
    ''')


def downgrade() -> None:
    pass
