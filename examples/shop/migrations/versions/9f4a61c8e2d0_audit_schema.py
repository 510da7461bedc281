"""Audit events in a schema of their own.

Revision ID: 9f4a61c8e2d0
Revises: bd0e7259f36c
Create Date: 2022-11-21 14:09:02.871336

"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

# revision identifiers, used by Alembic.
revision = "9f4a61c8e2d0"
down_revision = "bd0e7259f36c"
branch_labels = None
depends_on = None


def upgrade():
    op.execute("CREATE SCHEMA audit")
    op.create_table(
        "events",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), primary_key=True),
        sa.Column(
            "happened_at",
            sa.DateTime(timezone=True),
            server_default=sa.func.now(),
            nullable=False,
        ),
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=True),
        sa.Column("old", postgresql.JSONB(), nullable=True),
        sa.Column("new", postgresql.JSONB(), nullable=True),
        schema="audit",
    )


def downgrade():
    op.drop_table("events", schema="audit")
    op.execute("DROP SCHEMA audit")
