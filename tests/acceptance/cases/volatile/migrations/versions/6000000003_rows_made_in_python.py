"""Rows made in Python

Revision ID: 6000000003
Revises: 6000000002
Create Date: 2024-03-03 10:00:00

"""

import datetime
import uuid

import sqlalchemy as sa
from alembic import op

revision = "6000000003"
down_revision = "6000000002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    accounts = sa.table(
        "accounts",
        sa.column("id", sa.Uuid),
        sa.column("login", sa.Text),
        sa.column("made_at", sa.DateTime(timezone=True)),
    )
    now = datetime.datetime.now(datetime.UTC)
    op.bulk_insert(accounts, [{"id": uuid.uuid4(), "login": "python", "made_at": now}])


def downgrade() -> None:
    pass
