"""A server that was given by its URL: we create and drop scratch databases there, nothing else."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Mapping

import psycopg
from psycopg import sql

from squash.errors import ServerError
from squash.outside.run_folder import new_run_id
from squash.outside.server import databases, state
from squash.outside.server.binaries import Binaries
from squash.outside.server.connection import Connection
from squash.outside.server.fitness import examine
from squash.outside.server.roles import create_role, new_password
from squash.outside.server.scratch import (
    Limits,
    Names,
    Reserved,
    Scratch,
)
from squash.outside.server.watch import Touched, Watch

# A run holds this lock as long as it lives; databases of a run whose lock is free are leftovers.
LOCK_SPACE = 0x5351 << 32


def lock_key(run: str) -> int:
    """The advisory lock of a run."""
    return LOCK_SPACE | int(run[:8], 16)


class GivenPostgres:
    """A Postgres that makes all scratch databases on the server of a URL.

    Parameters
    ----------
    connection : the URL's database, which is opened to create and drop scratch ones, never else
    client : pg_dump and psql; see `find_client`
    limits : how long sessions may wait
    run : the run's id, a new one when None
    disposable : whether what a history adds to the whole server may be taken away again

    Raises ServerError when the server is unreachable or cannot be used; see `examine`.
    `own_role` is true when no migrating role can be made and the URL's is used.
    """

    private = False

    def __init__(
        self,
        connection: Connection,
        client: Binaries,
        *,
        limits: Limits,
        run: str | None = None,
        disposable: bool = False,
    ) -> None:
        self.run = run or new_run_id()
        self._admin = connection
        self._limits = limits
        self._names = Names(self.run)
        self._roles: dict[str, str] = {}
        self._databases: list[str] = []
        self._fresh: set[str] = set()
        self.disposable = disposable
        self._lock = threading.Lock()
        self._holder = self._hold()
        try:
            self._fitness = examine(self._holder, connection)
            self.swept = self._sweep()
            self._watch = Watch(connection, self.run)
        except BaseException:
            self._holder.close()
            raise
        self.version = self._fitness.version
        self.major = self._fitness.major
        self.own_role = not self._fitness.makes_roles
        self.bin = client.bin
        self.client = client.version
        self.origin = f"--database-url {connection.host}:{connection.port}"

    @property
    def session_settings(self) -> Mapping[str, str]:
        """What every migrating session must ask for; the server's configuration is not ours."""
        return self._limits.settings

    def reserve(
        self, label: str, *, superuser: bool = False, dbname: str | None = None
    ) -> Reserved:
        """Opened at once: on a server of others a name is nobody's before it is taken."""
        scratch = self.open(label, superuser=superuser, dbname=dbname)
        return Reserved(scratch.migrating, lambda: scratch)

    def open(self, label: str, *, superuser: bool = False, dbname: str | None = None) -> Scratch:
        """Create an empty scratch database, owned by the migrating role.

        Parameters
        ----------
        label : a word in its name
        superuser : whether the migrating role is one
        dbname : another word for its name; here every database has a name of its own anyway

        Raises ServerError when a superuser is wanted and the URL's role is none.
        """
        if superuser and not self._fitness.superuser:
            raise ServerError(
                f"The role {self._admin.user} is no superuser, and the history needs one.",
                why="Some statements of the history are refused to everybody else.",
                next_step="Give a superuser's URL, or leave out --database-url.",
            )
        with self._lock:
            migrating = self._migrating(superuser)
            name = self._names.database(dbname or label)
            self._databases.append(name)
            databases.create(self._admin, name, migrating.user)
            self._fresh.add(name)
        return Scratch(
            migrating.with_dbname(name),
            self._admin.with_dbname(name),
            self._admin,
            self._further,
            self._drop,
            self._drop,
        )

    @property
    def one_by_one(self) -> bool:
        """Whether replays follow each other, each on a server that the others left no trace on."""
        return self.disposable

    @property
    def known_roles(self) -> frozenset[str]:
        """The roles that the server had before the run, and the migrating one."""
        return self._watch.roles

    def begin(self, scratch: Scratch) -> None:
        """A replay begins on a database: where it is the first there, the server is as before.

        On a disposable server the databases of earlier replays go, and what these added to the
        whole server. Raises ServerError when they changed what was there before.
        """
        if not self.disposable or scratch.database not in self._fresh:
            return
        self._fresh.discard(scratch.database)
        for name in [name for name in self._databases if name not in self._fresh]:
            if name != scratch.database:
                self._drop(name)
        self._watch.restore()

    def touched(self) -> Touched:
        """What is otherwise on the whole server than before the run."""
        return self._watch.touched()

    def close(self) -> None:
        """Drop the scratch databases and the roles this run made, and let go of the lock.

        A disposable server is then as it was before; raises ServerError when it cannot be.
        """
        with contextlib.closing(self._holder), contextlib.ExitStack() as deeds:
            # Each is tried, also when another fails; the roles go after what they own.
            for role in self._roles:
                deeds.callback(drop_role, self._admin, role)
            if self.disposable and not self._holder.closed:
                deeds.callback(self._watch.restore)
            for name in self._databases:
                deeds.callback(self._drop, name)
        self._roles.clear()

    def _further(self, label: str) -> str:
        with self._lock:
            name = self._names.database(label)
            self._databases.append(name)
        return name

    def _drop(self, name: str) -> None:
        databases.drop(self._admin, name)
        with self._lock, contextlib.suppress(ValueError):
            self._databases.remove(name)

    def _migrating(self, superuser: bool) -> Connection:
        if self.own_role:
            return self._admin
        name = self._names.superuser if superuser else self._names.role
        if name not in self._roles:
            self._roles[name] = new_password()
            create_role(self._admin, name, self._roles[name], superuser=superuser)
            if not self._fitness.superuser:
                # Only a member of a role may create a database for it.
                with databases.session(self._admin) as opened:
                    who, whom = sql.Identifier(name), sql.Identifier(self._admin.user)
                    opened.execute(sql.SQL("GRANT {} TO {}").format(who, whom))
            self._watch.admit(name)
        return self._admin.with_user(name, self._roles[name])

    def _hold(self) -> databases.Session:
        try:
            holder = psycopg.connect(
                self._admin.dsn,
                autocommit=True,
                connect_timeout=databases.CONNECT_SECONDS,
                application_name=f"alembic-squash {self.run}",
                keepalives_idle=30,
                keepalives_interval=10,
                keepalives_count=6,
            )
        except psycopg.Error as problem:
            raise databases.unreachable(self._admin, str(problem).strip()) from problem
        holder.execute("SELECT pg_advisory_lock(%s)", (lock_key(self.run),))
        return holder

    def _sweep(self) -> tuple[str, ...]:
        """Drop databases and roles of runs whose lock nobody holds."""
        names = [
            (str(kind), str(name))
            for kind, name in self._holder.execute(
                "SELECT 'database', datname FROM pg_database WHERE datname LIKE 'squash\\_%'"
                " UNION ALL SELECT 'role', rolname FROM pg_roles WHERE rolname LIKE 'squash\\_%'"
            )
        ]
        # Read after the names: a run takes its lock before it makes anything.
        held = {
            (int(str(high)) << 32) | int(str(low))
            for high, low in self._holder.execute(
                "SELECT classid::bigint, objid::bigint FROM pg_locks"
                " WHERE locktype = 'advisory' AND objsubid = 1"
            )
        }
        dead = [
            (k, n) for k, n in names if state.run_of(n) and lock_key(state.run_of(n)) not in held
        ]
        for kind, name in sorted(dead):
            # What another role's run left is for that role to drop.
            with contextlib.suppress(ServerError):
                (databases.drop if kind == "database" else drop_role)(self._admin, name)
        return tuple(name for _, name in sorted(dead))


def drop_role(admin: Connection, name: str) -> None:
    """Drop a role of ours with what it was granted in the URL's database."""
    role = sql.Identifier(name)
    with databases.session(admin) as opened:
        exists = opened.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (name,)).fetchone()
        if exists:
            opened.execute(sql.SQL("DROP OWNED BY {} CASCADE").format(role))
            opened.execute(sql.SQL("DROP ROLE {}").format(role))
