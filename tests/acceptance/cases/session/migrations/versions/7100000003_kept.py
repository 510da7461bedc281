"""What a fresh database and an old one make differently.

Revision ID: 7100000003
Revises: 7100000002
Create Date: 2024-03-01 12:00:00

"""

from alembic import op

revision = "7100000003"
down_revision = "7100000002"


def upgrade():
    op.execute("CREATE TABLE kept (made timestamptz, tenant text, waits text)")
    op.execute(
        "INSERT INTO kept VALUES ('2021-01-01 00:00', current_setting('app.tenant', true), "
        "current_setting('lock_timeout'))"
    )


def downgrade():
    op.execute("DROP TABLE kept")
