"""Tables

Revision ID: 5600000001
Revises:
Create Date: 2024-01-01 10:00:00

"""

from alembic import op

revision = "5600000001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE TABLE a (id int PRIMARY KEY, v varchar(5), secret text)")
    op.execute("CREATE TABLE b (id int NOT NULL UNIQUE, v text)")
    op.execute("ALTER TABLE b REPLICA IDENTITY USING INDEX b_id_key")
    op.execute("CREATE SCHEMA feed")


def downgrade() -> None:
    pass
