"""An operating-system account that a program runs as."""

from __future__ import annotations

import os
import pwd
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class User:
    """An account: its name, user id and primary group id."""

    name: str
    uid: int
    gid: int


def current_user_name() -> str:
    """The name of the account we run as, or its number where it has no name."""
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return str(os.geteuid())


def unprivileged_user(*names: str) -> User | None:
    """The first of the named accounts that exists; None when we are not root ourselves.

    Raises LookupError when we are root and none of them exists.
    """
    if os.geteuid() != 0:
        return None
    for name in names:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return User(entry.pw_name, entry.pw_uid, entry.pw_gid)
    raise LookupError(f"none of the accounts {', '.join(names)} exists")
