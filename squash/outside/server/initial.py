"""The databases that initdb makes: no replay uses them, so the clusters of a run share them."""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path

from squash.outside.account import User
from squash.outside.server.files import copy_files, own

BASE = "base"
# A session makes this file for itself, from what the catalogs say; so does any other.
_MADE_ANEW = "pg_internal.init"
_NAMES = {"1": "template1", "4": "template0", "5": "postgres"}  # From 15 on these are fixed.
_Stamp = tuple[int, int, int]


class InitialDatabases:
    """template0, template1 and postgres, once for all clusters of a run.

    They are two thirds of the files of a data directory. New databases are copied from them, our
    own sessions read them, and nobody writes to them; whether anybody did is looked at.

    Parameters
    ----------
    folder : in which a folder is made for them when the first cluster is
    user : the account of the servers, None for ours
    """

    def __init__(self, folder: Path, user: User | None) -> None:
        self._folder = folder
        self._user = user
        self._lock = threading.Lock()
        self._before: dict[Path, Mapping[str, _Stamp]] = {}

    def give(self, source: Path, target: Path) -> None:
        """Let a data directory have them.

        Parameters
        ----------
        source : the data directory that they are copied from, once
        target : the one of a cluster, with an empty folder for databases

        Raises ServerError where the disk does not take them.
        """
        with self._lock:
            if not self._before:
                place = Path(tempfile.mkdtemp(prefix="initial-", dir=self._folder))
                own(place, self._user)
                kept = place / BASE
                copy_files(source / BASE, kept, self._user)
                self._before = {each: _stamps(each) for each in sorted(kept.iterdir())}
            for database in self._before:
                (target / BASE / database.name).symlink_to(database)

    def discard(self) -> None:
        """Copy them again for the next cluster: they may be damaged."""
        with self._lock:
            self._before = {}

    @property
    def written(self) -> tuple[str, ...]:
        """The names of those that a server wrote to."""
        with self._lock:
            return tuple(
                _NAMES.get(database.name, f"the database with OID {database.name}")
                for database, before in self._before.items()
                if _stamps(database) != before
            )


def _stamps(database: Path) -> Mapping[str, _Stamp]:
    """Inode, size and time of the last change of every file."""
    try:
        with os.scandir(database) as entries:
            files = [each for each in entries if not each.name.startswith(_MADE_ANEW)]
            return {each.name: _stamp(each.stat()) for each in files}
    except OSError:
        return {}


def _stamp(found: os.stat_result) -> _Stamp:
    return found.st_ino, found.st_size, found.st_mtime_ns
