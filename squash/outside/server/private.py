"""Servers of our own: every scratch database in a cluster that only this run can reach."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from squash.errors import ServerError
from squash.outside.account import User, unprivileged_user
from squash.outside.run_folder import RunFolder
from squash.outside.server.binaries import Binaries
from squash.outside.server.cluster import Cluster
from squash.outside.server.connection import Connection
from squash.outside.server.initial import InitialDatabases
from squash.outside.server.roles import create_role, new_password
from squash.outside.server.scratch import (
    Limits,
    Names,
    Reserved,
    Scratch,
)
from squash.outside.server.template import BAKED, SUPERUSER, Template

if TYPE_CHECKING:
    from squash.outside.server.watch import Touched

ACCOUNTS = ("postgres", "nobody")
_COPIES_FILES = 15  # CREATE DATABASE can be told how from there on.


def server_user() -> User | None:
    """The account private servers run as: ours, but never root.

    Raises ServerError when we are root and there is no other account.
    """
    try:
        return unprivileged_user(*ACCOUNTS)
    except LookupError as problem:
        raise ServerError(
            "A private server cannot be started as root.",
            why=f"Postgres refuses root, and {problem}.",
            next_step="useradd --system postgres, or run as another account",
        ) from problem


def bake(binaries: Binaries) -> None:
    """Make the data directory of one Postgres for every account of this machine to copy."""
    Template(binaries, BAKED, server_user()).bake()


class PrivatePostgres:
    """A Postgres that makes one private cluster per scratch database; `open` is thread-safe.

    Parameters
    ----------
    find : the Postgres that the clusters are started from; called once, when it is needed, as
        addresses are known before; raises ServerError where there is none
    run : the run's folder
    cache : where ready-made data directories are kept
    limits : how long sessions may wait
    user : the account the servers run as; see `server_user`
    """

    private = True

    def __init__(
        self,
        find: Callable[[], Binaries],
        run: RunFolder,
        cache: Path,
        *,
        limits: Limits,
        user: User | None,
    ) -> None:
        self._find = find
        self._run = run
        self._cache = cache
        self._limits = limits
        self._user = user
        self._initial = InitialDatabases(run.path, user)
        self._clusters: list[Cluster] = []
        self._number = 0
        self._lock = threading.Lock()

    @cached_property
    def _binaries(self) -> Binaries:
        return self._find()

    @cached_property
    def _template(self) -> Template:
        return Template(self._binaries, self._cache, self._user, self._initial)

    @property
    def version(self) -> str:
        """Of the server."""
        return self._binaries.version

    @property
    def major(self) -> int:
        """Of the server."""
        return self._binaries.major

    @property
    def bin(self) -> Path:
        """The folder of its programs."""
        return self._binaries.bin

    @property
    def client(self) -> str:
        """The version of pg_dump and psql: the server's own."""
        return self._binaries.version

    @property
    def origin(self) -> str:
        """Where it was found, for the report."""
        return self._binaries.origin

    @property
    def session_settings(self) -> Mapping[str, str]:
        """None: the clusters have them in their configuration."""
        return {}

    @property
    def known_roles(self) -> frozenset[str]:
        """The superuser that initdb made."""
        return frozenset((SUPERUSER,))

    @property
    def one_by_one(self) -> bool:
        """No: every replay has a cluster of its own."""
        return False

    def begin(self, scratch: Scratch) -> None:
        """Nobody left anything on a cluster of its own."""

    def touched(self) -> Touched:
        """What replays did to databases that all clusters share; all else goes with a cluster."""
        from squash.outside.server.watch import Touched

        return Touched(changed=self._initial.written)

    def open(self, label: str, *, superuser: bool = False, dbname: str | None = None) -> Scratch:
        """Start a cluster with one empty database, owned by the migrating role.

        Parameters
        ----------
        label : a word for the cluster's folder
        superuser : whether the migrating role is one
        dbname : the database's name; None gives the same name in every cluster of a run

        Raises ServerError when the server does not start.
        """
        return self.reserve(label, superuser=superuser, dbname=dbname).open()

    def reserve(
        self, label: str, *, superuser: bool = False, dbname: str | None = None
    ) -> Reserved:
        """The address of a database in a cluster that is not started yet; see `open`."""
        names = Names(self._run.run)
        with self._lock:
            self._number += 1
            folder = f"{self._number}"
        cluster = Cluster(self._run, folder, self._user, self._limits.settings)
        with self._lock:
            self._clusters.append(cluster)
        name = dbname or names.database("db")
        migrating = cluster.admin.with_user(names.role, new_password()).with_dbname(name)
        made = partial(self._opened, cluster, migrating, names)
        return Reserved(migrating, partial(made, superuser), partial(made, True))

    def _opened(
        self, cluster: Cluster, migrating: Connection, names: Names, superuser: bool
    ) -> Scratch:
        from squash.outside.server import databases

        cluster.start(self._binaries, self._template)
        create_role(cluster.admin, migrating.user, migrating.password, superuser=superuser)
        files = self.major >= _COPIES_FILES
        databases.create(cluster.admin, migrating.dbname, migrating.user, files=files)

        def drop_further(which: str) -> None:
            if cluster.running and cluster.large:
                databases.drop(cluster.admin, which)

        return Scratch(
            migrating,
            cluster.admin.with_dbname(migrating.dbname),
            cluster.admin,
            names.database,
            lambda _: self._stop(cluster),
            drop_further,
            files=files,
        )

    def logs(self) -> str:
        """What the running clusters wrote to their logs."""
        return "".join(cluster.log for cluster in self._clusters)

    def close(self) -> None:
        """Stop every cluster at once; their files go with the run's folder."""
        clusters = tuple(self._clusters)
        if clusters:
            with ThreadPoolExecutor(max_workers=len(clusters)) as pool:
                list(pool.map(Cluster.stop, clusters))
        self._clusters.clear()

    def _stop(self, cluster: Cluster) -> None:
        with self._lock:
            if cluster not in self._clusters:
                return
            self._clusters.remove(cluster)
        cluster.close()
