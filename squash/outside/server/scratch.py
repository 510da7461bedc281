"""A scratch database, and the server that gives them: what every kind of server has in common."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from squash.outside.server.connection import Connection

if TYPE_CHECKING:
    from squash.outside.server.watch import Touched

LABEL_LENGTH = 30
PARTING_SECONDS = 1.0
_CONNECTED = (
    "SELECT 1 FROM pg_stat_activity WHERE datname = %s AND backend_type = 'client backend' LIMIT 1"
)


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a session may wait, so that a history that blocks itself ends with an error.

    Parameters
    ----------
    lock : seconds one statement may wait for a lock
    idle : seconds a transaction may stay open without a statement
    """

    lock: int = 15
    idle: int = 300

    @property
    def settings(self) -> Mapping[str, str]:
        """As server settings."""
        return {
            "lock_timeout": f"{self.lock}s",
            "idle_in_transaction_session_timeout": f"{self.idle}s",
        }


class Scratch:
    """A database this run created and will drop.

    Parameters
    ----------
    migrating : how the migrating role, its owner, reaches it
    admin : how the one who may see everything reaches it
    maintenance : how databases of that server are created and dropped
    name_of : the name of a further database, from a label
    on_drop : what dropping means
    drop_further : what dropping a copy means, by name
    files : how further databases are made; see `databases.create`
    """

    def __init__(
        self,
        migrating: Connection,
        admin: Connection,
        maintenance: Connection,
        name_of: Callable[[str], str],
        on_drop: Callable[[str], None],
        drop_further: Callable[[str], None],
        *,
        files: bool = False,
    ) -> None:
        self.migrating = migrating
        self.admin = admin
        self.role = migrating.user
        self.database = migrating.dbname
        self._maintenance = maintenance
        self._name_of = name_of
        self._on_drop = on_drop
        self._drop_further = drop_further
        self._files = files
        self._dropped = False

    def copy(self, label: str) -> Scratch:
        """Another database on the same server with the same content, settings and privileges.

        Raises BusyDatabase, naming the sessions, when somebody is connected to this one.
        """
        from squash.outside.server import databases
        from squash.outside.server.left_out import copy_settings

        self._wait_until_free()
        name = self._name_of(label)
        databases.create(self._maintenance, name, self.role, self.database, files=self._files)
        copy_settings(self._maintenance, self.database, name)
        return self._further(name)

    def empty(self, label: str) -> Scratch:
        """Another, empty database on the same server with the same owner."""
        from squash.outside.server import databases

        name = self._name_of(label)
        databases.create(self._maintenance, name, self.role, files=self._files)
        return self._further(name)

    def drop(self) -> None:
        """Drop it; the first database of a private cluster takes the cluster with it."""
        if not self._dropped:
            self._dropped = True
            self._on_drop(self.database)

    def _wait_until_free(self) -> None:
        """Let sessions end that are about to; the server itself would wait for all of them."""
        from squash.outside.server import databases

        until = time.monotonic() + PARTING_SECONDS
        with databases.session(self._maintenance) as opened:
            while opened.execute(_CONNECTED, (self.database,)).fetchone():
                if time.monotonic() > until:
                    raise databases.busy(opened, self.database, "Sessions are connected to it.")
                time.sleep(0.01)

    def _further(self, name: str) -> Scratch:
        return Scratch(
            self.migrating.with_dbname(name),
            self.admin.with_dbname(name),
            self._maintenance,
            self._name_of,
            self._drop_further,
            self._drop_further,
            files=self._files,
        )


@dataclass(frozen=True, slots=True)
class Reserved:
    """A scratch database that need not exist yet.

    Parameters
    ----------
    migrating : how the migrating role will reach it
    open : makes it; raises ServerError where that fails
    again : makes it anew in its place, with a migrating role that is a superuser; None where
        that is another role
    """

    migrating: Connection
    open: Callable[[], Scratch]
    again: Callable[[], Scratch] | None = None


class Postgres(Protocol):
    """A server that scratch databases come from."""

    @property
    def version(self) -> str:
        """ "15.18"."""

    @property
    def major(self) -> int:
        """15."""

    @property
    def private(self) -> bool:
        """Whether every `open` has a cluster of its own."""

    @property
    def bin(self) -> Path:
        """The folder of pg_dump and psql."""

    @property
    def client(self) -> str:
        """The version of these programs."""

    @property
    def origin(self) -> str:
        """Where it was found, for the report."""

    @property
    def session_settings(self) -> Mapping[str, str]:
        """Settings that every migrating session must ask for; the server has no others."""

    @property
    def known_roles(self) -> frozenset[str]:
        """Roles that no history made."""

    @property
    def one_by_one(self) -> bool:
        """Whether replays must follow each other, because they share one server."""

    def reserve(
        self, label: str, *, superuser: bool = False, dbname: str | None = None
    ) -> Reserved:
        """The address of a scratch database, before there is one."""

    def open(self, label: str, *, superuser: bool = False, dbname: str | None = None) -> Scratch:
        """A new, empty scratch database, owned by a role that occurs nowhere else."""

    def begin(self, scratch: Scratch) -> None:
        """Say that a replay begins on a database; the server takes away what others left."""

    def touched(self) -> Touched:
        """What replays changed outside of their databases, on a server that is not ours."""

    def close(self) -> None:
        """Drop everything."""


class Names:
    """The names of one run's databases on one server: never the same twice.

    Parameters
    ----------
    run : the run's id
    """

    def __init__(self, run: str) -> None:
        self._prefix = f"squash_{run}_"
        self._given: set[str] = set()

    @property
    def role(self) -> str:
        """The migrating role."""
        return f"{self._prefix}role"

    @property
    def superuser(self) -> str:
        """The migrating role where it is a superuser and both kinds are on one server."""
        return f"{self._prefix}root"

    def database(self, label: str) -> str:
        """A new database name that carries the label."""
        word = re.sub(r"[^a-z0-9]+", "_", label.lower())[:LABEL_LENGTH].strip("_") or "db"
        # A role's name must not be a part of a database's name, nor the same.
        word = f"db_{word}" if word.startswith(("role", "root")) else word
        name = f"{self._prefix}{word}"
        number = 1
        while name in self._given:
            number += 1
            name = f"{self._prefix}{word}_{number}"
        self._given.add(name)
        return name
