"""Closed paths: files and folders that other accounts cannot read for a while."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

OTHERS = 0o007


@contextmanager
def closed(paths: Iterable[Path], keep_open: Iterable[Path] = ()) -> Iterator[tuple[Path, ...]]:
    """Take the rights of all other accounts from some paths, and give them back at the end.

    Owner and group keep theirs, so that a run that is killed leaves nothing that they miss.

    Parameters
    ----------
    paths : files and folders; those that are not there are passed over
    keep_open : what other accounts must still reach: no folder on the way to it is closed

    Yields what is still open to others, because it could not be closed.
    """
    needed = {folder for each in keep_open for folder in (each, *each.parents)}
    changed: list[tuple[Path, int]] = []
    still_open = []
    try:
        for path in dict.fromkeys(each.resolve() for each in paths):
            if path in needed or not path.exists():
                continue
            mode = stat.S_IMODE(path.stat().st_mode)
            if not mode & OTHERS:
                continue
            try:
                path.chmod(mode & ~OTHERS)
            except OSError:
                still_open.append(path)
            else:
                changed.append((path, mode))
        yield tuple(still_open)
    finally:
        for path, mode in reversed(changed):
            with contextlib.suppress(OSError):
                path.chmod(mode)


def first_unreachable(path: Path) -> Path | None:
    """The first folder on the way to a folder that other accounts cannot pass; None without one."""
    for folder in (*reversed(path.parents), path):
        wanted = os.X_OK | (os.R_OK if folder == path else 0)
        if folder.stat().st_mode & wanted != wanted:
            return folder
    return None
