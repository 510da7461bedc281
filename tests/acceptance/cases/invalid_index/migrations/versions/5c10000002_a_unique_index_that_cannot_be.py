"""A unique index that cannot be

Revision ID: 5c10000002
Revises: 5c10000001
Create Date: 2024-02-02 10:00:00

"""

import contextlib

import sqlalchemy as sa
from alembic import op

revision = "5c10000002"
down_revision = "5c10000001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.get_context().autocommit_block(), contextlib.suppress(sa.exc.IntegrityError):
        op.execute("CREATE UNIQUE INDEX CONCURRENTLY twice_v ON twice (v)")


def downgrade() -> None:
    pass
