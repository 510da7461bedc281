"""Staff accounts, and a first administrator so that somebody can log in.

Revision ID: e60b18c9527d
Revises: 91ab3d7f04e6
Create Date: 2022-04-19 14:18:55.092261

"""

import os

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

# revision identifiers, used by Alembic.
revision = "e60b18c9527d"
down_revision = "91ab3d7f04e6"
branch_labels = None
depends_on = None

ADMIN = os.environ.get("SHOP_ADMIN_EMAIL", "admin@shop.example").replace("'", "''")


def upgrade():
    op.create_table(
        "staff",
        sa.Column(
            "id",
            postgresql.UUID(as_uuid=True),
            server_default=sa.text("gen_random_uuid()"),
            primary_key=True,
        ),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("role", sa.String(length=20), server_default="support", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("email", name="staff_email_key"),
    )
    op.execute(f"INSERT INTO staff (email, role, created_at) VALUES ('{ADMIN}', 'admin', now())")


def downgrade():
    op.drop_table("staff")
