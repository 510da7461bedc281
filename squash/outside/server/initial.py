"""The databases that initdb makes: no replay uses them, so the clusters of a run share them."""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from squash.errors import ServerError
from squash.outside.account import User
from squash.outside.server.files import copy_files, not_copied, own

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
        self._sets: list[Mapping[Path, Mapping[str, _Stamp]]] = []
        self._fit = False

    def give(self, source: Path, target: Path) -> None:
        """Let a data directory have them.

        Parameters
        ----------
        source : the data directory that they are copied from, once
        target : the one of a cluster, with an empty folder for databases

        Raises ServerError where the disk does not take them.
        """
        with self._lock:
            try:
                if not self._fit:
                    self._sets.append(self._copied(source))
                    self._fit = True
                for database in self._sets[-1]:
                    (target / BASE / database.name).symlink_to(database)
            except OSError as problem:
                raise not_copied(target, problem) from problem

    def discard(self) -> None:
        """Copy them again for the next cluster: they may be damaged."""
        with self._lock:
            self._fit = False

    @property
    def written(self) -> tuple[str, ...]:
        """The names of those that a server wrote to; raises ServerError where that is not seen."""
        with self._lock:
            before = {folder: stamps for each in self._sets for folder, stamps in each.items()}
        try:
            changed = [folder for folder, stamps in before.items() if _stamps(folder) != stamps]
        except OSError as problem:
            raise ServerError(
                f"The databases that all servers share cannot be read: {problem}.",
                why="Whether the history wrote to them is not known, so nothing would be proved.",
                next_step="See whether something else removes files of this run, and run it again.",
            ) from problem
        return tuple(_NAMES.get(each.name, f"the database {each.name}") for each in changed)

    def _copied(self, source: Path) -> Mapping[Path, Mapping[str, _Stamp]]:
        place = Path(tempfile.mkdtemp(prefix="initial-", dir=self._folder))
        own(place, self._user)
        copy_files(source / BASE, place / BASE, self._user)
        return {each: _stamps(each) for each in sorted((place / BASE).iterdir())}


def _stamps(database: Path) -> Mapping[str, _Stamp]:
    """Inode, size and time of the last change of every file; raises OSError."""
    found = {}
    with os.scandir(database) as entries:
        for each in entries:
            if not each.name.startswith(_MADE_ANEW):
                with suppress(FileNotFoundError):
                    found[each.name] = _stamp(each.stat())
    return found


def _stamp(found: os.stat_result) -> _Stamp:
    return found.st_ino, found.st_size, found.st_mtime_ns
