"""Rows that point at each other

Revision ID: 5a00000003
Revises: 5a00000002
Create Date: 2024-03-03 10:00:00

"""

from alembic import op

revision = "5a00000003"
down_revision = "5a00000002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("INSERT INTO ranks VALUES (1, 1, 2), (2, 2, 1)")
    op.execute("UPDATE ranks SET rank = 3 - rank")
    op.execute(r"""
        INSERT INTO bookings VALUES (1, '[2024-01-01 10\:00+00,2024-01-01 11\:00+00)', false), (1, '[2024-01-01 10\:30+00,)', true)
    """)


def downgrade() -> None:
    pass
