"""An operating-system account that a program runs as."""

from __future__ import annotations

import contextlib
import itertools
import os
import pwd
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

FIRST = 60000  # Above what Debian gives to people and to services.


@dataclass(frozen=True, slots=True)
class User:
    """An account: its name, user id and primary group id."""

    name: str
    uid: int
    gid: int


def is_root() -> bool:
    """Whether we may run programs as other accounts."""
    return os.geteuid() == 0


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
    if not is_root():
        return None
    for name in names:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return User(entry.pw_name, entry.pw_uid, entry.pw_gid)
    raise LookupError(f"none of the accounts {', '.join(names)} exists")


def new_account(name: str, apart_from: Iterable[Path]) -> User:
    """An account that owns nothing: its number is that of no other account, nor of any owner.

    Parameters
    ----------
    name : the beginning of its name
    apart_from : files, and folders with all that they hold, whose owners and groups it must
        not be
    """
    taken = {number for entry in pwd.getpwall() for number in (entry.pw_uid, entry.pw_gid)}
    for path in apart_from:
        taken.update(_owners(path))
    number = next(each for each in itertools.count(FIRST) if each not in taken)
    return User(f"{name}-{number}", number, number)


def register(user: User, home: Path, accounts: Path = Path("/etc")) -> None:
    """Let programs find the name and the home of an account, where that can be written down."""
    with (
        contextlib.suppress(OSError),
        (accounts / "group").open("a", encoding="utf-8") as groups,
        (accounts / "passwd").open("a", encoding="utf-8") as users,
    ):
        groups.write(f"{user.name}:x:{user.gid}:\n")
        users.write(f"{user.name}:x:{user.uid}:{user.gid}::{home}:/bin/sh\n")


def _owners(path: Path) -> Iterator[int]:
    """Owner and group of a path and of all that it holds; nothing of one that cannot be read."""
    with contextlib.suppress(OSError):
        status = path.stat()
        yield status.st_uid
        yield status.st_gid
    folders = [str(path)]
    while folders:
        with contextlib.suppress(OSError), os.scandir(folders.pop()) as entries:
            for entry in entries:
                status = entry.stat(follow_symlinks=False)
                yield status.st_uid
                yield status.st_gid
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
