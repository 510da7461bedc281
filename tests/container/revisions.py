"""A revision that somebody adds to the shop."""

from __future__ import annotations

# The first ones of the shop, and its head.
FIRST, SECOND, LAST = "3f1c9a7be204", "a8d20e6c51f3", "a7e05d2b916c"
NEW = "c0ffee000001"
FILE = f"migrations/versions/{NEW}_coupons.py"


def revision(parent: str) -> str:
    """What its file says, where it comes after another one."""
    return f'''\
revision = "{NEW}"
down_revision = "{parent}"


def upgrade():
    pass


def downgrade():
    pass
'''
