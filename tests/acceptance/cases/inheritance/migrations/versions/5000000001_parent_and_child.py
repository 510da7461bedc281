"""Parent and child

Revision ID: 5000000001
Revises:
Create Date: 2024-01-01 10:00:00

"""

from alembic import op

revision = "5000000001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE TABLE vehicles (id int NOT NULL, name text DEFAULT 'v', CHECK (id > 0))")
    op.execute("""
        CREATE TABLE cars (doors int, CONSTRAINT cars_pkey PRIMARY KEY (id)) INHERITS (vehicles)
    """)
    op.execute("INSERT INTO vehicles VALUES (1, 'bike')")
    op.execute("INSERT INTO cars VALUES (2, 'car', 4)")


def downgrade() -> None:
    pass
