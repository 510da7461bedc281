"""The processes of another account, all of them."""

from __future__ import annotations

from squash.errors import SquashError
from squash.outside import process
from squash.outside.account import User

# To everybody at once, so that none can start another one in between; not to itself.
_KILL = ("/bin/sh", "-c", "kill -KILL -1")


def end_all(user: User | None) -> None:
    """Kill every process of an account, as root; None, which would be ours, is left alone.

    Parameters
    ----------
    user : an account under which nothing runs that is still needed
    """
    if user is not None:
        process.run(_KILL, env={}, user=user, check=False, error=SquashError)
