"""The replays of a run: histories run on scratch databases, and the snapshots taken of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace

from squash.baseline.session import session_facts
from squash.flow.given import OneByOne, own_state
from squash.flow.ground import FIRST_SEED, Ground
from squash.outside import dump
from squash.outside.catalog import read_state, stands_at
from squash.outside.project import Application, Leg, Place, Replay
from squash.outside.server import BusyDatabase, Connection, Scratch
from squash.snapshot import State
from squash.sql.items import Item, read_items, without_drops

# A given server is watched as a whole, so its other databases are no fact of one replay.
_INITIAL = frozenset({"postgres", "template0", "template1"})
_WORKERS = 16  # They wait for servers and programs, and some for each other.
# How an IN list over varchar is printed before its first load, and never after.
_FIRST_WORDING = "])::text[]"


@dataclass(frozen=True, slots=True)
class Taken:
    """A snapshot of one database, with its dump taken apart.

    Parameters
    ----------
    text : raw text of pg_dump
    items : its items
    state : catalog facts, rows, sequences
    stands : the revisions in its version table
    loaded : the items after a round trip, where the text promises that one will be needed
    """

    text: str
    items: tuple[Item, ...]
    state: State
    stands: tuple[str, ...]
    loaded: Future[tuple[Item, ...]] | None = None


class Replays:
    """Runs replays on one ground; several may run at once.

    Parameters
    ----------
    ground : of the run
    place : where Alembic finds the history as it is
    superuser : whether the migrating role is one
    fork : whether the application may be imported once for all of them
    """

    def __init__(self, ground: Ground, place: Place, *, superuser: bool, fork: bool = True) -> None:
        self.ground = ground
        self.place = place
        self.superuser = superuser
        self.fork = fork
        together = ThreadPoolExecutor(max_workers=_WORKERS)
        self.pool: Executor = OneByOne() if ground.postgres.one_by_one else together
        self._opened: dict[str, Future[Scratch]] = {}
        self._applications: list[Application] = []
        self._closed = False
        self._history = self.pool.submit(self._begin())

    @property
    def scratch(self) -> Scratch:
        """The database of the history; waits until it is there."""
        return self._history.result()

    def prepare(self, label: str) -> None:
        """Begin to open a scratch database that is needed soon."""
        self._opened[label] = self.pool.submit(self._open, label)

    def waiting(self, label: str) -> Scratch:
        """A prepared scratch database, which stays prepared."""
        return self._opened[label].result()

    @property
    def forkable(self) -> bool:
        """Whether a further replay costs no start of the application."""
        return self.application.park(self.ground.deadline)

    def open(self, label: str) -> Scratch:
        """A scratch database, the prepared one where there is one."""
        waiting = self._opened.pop(label, None)
        return waiting.result() if waiting is not None else self._open(label)

    def replay(self, name: str, scratch: Scratch) -> Replay:
        """A replay in the warmed application."""
        self.ground.postgres.begin(scratch)
        replay = self.application.replay(name, scratch.migrating, self.ground.deadline)
        if self._closed:
            replay.close()  # It began when the others had been ended.
        return replay

    def copy(self, scratch: Scratch, label: str, place: Place, cut: str) -> Scratch:
        """Another database that stands at the cut: a copy, or by a replay where it is in use.

        Raises ``BusyDatabase`` where only a copy can be had.
        """
        try:
            return scratch.copy(label)
        except BusyDatabase:
            if self.ground.postgres.one_by_one:
                raise
        another = self.open(label)
        replay = self.replay(label, another)
        replay.leg(place, "up", [cut], side=f"a database {label}", deadline=self.ground.deadline)
        replay.close()
        return another

    def start(self, name: str, address: Connection, seed: int) -> Application:
        """Another process of the project, with a hash seed of its own."""
        application = Application(
            name, self.ground.setup, self.place, address, hash_seed=seed, fork=self.fork
        )
        self._applications.append(application)
        if self._closed:
            application.close()
        return application

    def take(
        self, scratch: Scratch, leg: Leg, *, rows: bool = False, trip: str | None = None
    ) -> Taken:
        """A snapshot: pg_dump and the catalog at the same time.

        Parameters
        ----------
        rows : the dump holds rows too, and DROP statements before everything
        trip : label of a round trip that is begun where the text promises one
        """
        dumping = self.pool.submit(self.dump, scratch, leg, rows=rows)
        state = self.state(scratch, leg)
        stands = stands_at(scratch.admin.dsn, leg.version_table, scratch.role)
        text = dumping.result()
        loaded = None
        if trip is not None and _FIRST_WORDING in text:
            loaded = self.pool.submit(self.round_trip, scratch, text, leg, trip)
        return Taken(text, read_items(text), state, stands, loaded)

    def state(self, scratch: Scratch, leg: Leg) -> State:
        """Facts, rows and sequences of a database; on a private server other databases too."""
        postgres = self.ground.postgres
        state = read_state(
            scratch.admin.dsn,
            version_table=leg.version_table,
            role=scratch.role,
            database=scratch.database,
            known_roles=postgres.known_roles,
            known_databases=_INITIAL if postgres.private else None,
            untouched=lambda: _untouched(scratch),
        )
        facts = tuple(sorted((*state.facts, *session_facts(leg.left))))
        return own_state(replace(state, facts=facts), self.ground.folder.run)

    def round_trip(self, scratch: Scratch, text: str, leg: Leg, label: str) -> tuple[Item, ...]:
        """The items of a text after one load into an empty database of the same server."""
        empty = scratch.empty(label)
        ground = self.ground
        try:
            dump.load(
                ground.postgres.bin,
                empty.admin,
                without_drops(text),
                env=ground.client_environment(),
                deadline=ground.deadline,
            )
            return read_items(self.dump(empty, leg))
        finally:
            empty.drop()

    def dump(self, scratch: Scratch, leg: Leg, *, rows: bool = False) -> str:
        """The text of a database without the version table; with rows also its drops."""
        ground = self.ground
        return dump.dump(
            ground.postgres.bin,
            scratch.admin,
            rows=rows,
            drops=rows,
            leave_out=leg.version_table,
            env=ground.client_environment(),
            deadline=ground.deadline,
        )

    def close(self) -> None:
        """End every replay and every prepared server; what the ground began is its own to end."""
        self._closed = True
        for application in self._applications:
            application.close()
        self.application.end_replays()
        self.pool.shutdown(wait=True, cancel_futures=True)

    def _begin(self) -> Callable[[], Scratch]:
        """Have an application, the one that was begun where that is fit; what makes its database.

        That one knows an address alone, and nothing of what the role there may do.
        """
        begun, postgres = self.ground.begun, self.ground.postgres
        application, reserved = begun.application, begun.reserved
        if self.fork and not application.closed:
            if self.superuser == begun.superuser and not application.used:
                self.application = application
                return reserved.open
            more = self.superuser and not begun.superuser
            if more and reserved.again is not None and application.park(self.ground.deadline):
                self.application = application
                return reserved.again
        application.close()
        reserved = postgres.reserve("history", superuser=self.superuser)
        self.application = self.start("application", reserved.migrating, FIRST_SEED)
        return reserved.open

    def _open(self, label: str) -> Scratch:
        return self.ground.postgres.open(label, superuser=self.superuser)


@contextmanager
def _untouched(scratch: Scratch) -> Iterator[str]:
    """A database of the same server in which no history was replayed."""
    empty = scratch.empty("untouched")
    try:
        yield empty.admin.dsn
    finally:
        empty.drop()
