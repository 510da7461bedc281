"""Replay the history: bare, to the cut, to the heads; and once more to see what is volatile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import UTC, datetime

from squash.flow.replays import Replays, Taken
from squash.outside.catalog import read_tables
from squash.outside.catalog.defaults import extension_defaults
from squash.outside.project import Leg, Progress, Replay
from squash.outside.server import Scratch, use_up_numbers
from squash.snapshot import Rows, State, Volatile, volatile_cells
from squash.sql.items import Item, read_items

Tables = Mapping[str, Rows]
# Another name than that of every other replay, which a row might hold.
SECOND = "squash_second_db"
SECOND_SEED = 20021
_IN_EVERY_DATABASE = ("schema public", "database {database}")


@dataclass(frozen=True, slots=True)
class Goal:
    """Where replays go.

    Parameters
    ----------
    cut : the revision that becomes the baseline
    targets : where they end, as Alembic is told
    kept : ids between the two, parents first
    """

    cut: str
    targets: tuple[str, ...]
    kept: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tail:
    """The way from the cut to the heads.

    Parameters
    ----------
    leg : of the replay, None where nothing is kept
    taken : the snapshot at the heads
    drift : how the project's models differ from that, None where it has none or nobody asked
    """

    leg: Leg | None
    taken: Taken
    drift: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Bare:
    """A database before the first revision.

    Parameters
    ----------
    state : of it
    items : what env.py alone created
    offered : default version and own comment of every extension of the server, each by name
    """

    state: State
    items: tuple[Item, ...]
    offered: tuple[Mapping[str, str], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Old:
    """What the replay of the history left.

    Parameters
    ----------
    replay : its process, which goes on to the heads
    scratch : its database
    bare : a database before the first revision
    to_cut : its leg to the cut
    cut : snapshot there, with rows and drops
    at_cut : a copy of the database as it stood there
    tail : the rest of the way
    """

    replay: Replay
    scratch: Scratch
    bare: Bare
    to_cut: Leg
    cut: Taken
    at_cut: Future[Scratch]
    tail: Future[Tail]

    @property
    def heads(self) -> Taken:
        """The snapshot at the heads; waits for it."""
        return self.tail.result().taken

    @property
    def legs(self) -> tuple[Leg, ...]:
        """All its legs; waits for the last."""
        last = self.tail.result().leg
        return (self.to_cut,) if last is None else (self.to_cut, last)


@dataclass(frozen=True, slots=True)
class Second:
    """The rows that a second replay of the same history left, at the cut and at the heads."""

    cut: Future[Tables]
    heads: Future[Tables]


def replay_to_cut(replays: Replays, goal: Goal, progress: Progress, *, alone: bool) -> Old:
    """Replay the history to the cut; the way to the heads goes on behind.

    Parameters
    ----------
    alone : whether nothing is begun beside it before it is at the cut
    """
    if replays.ground.postgres.one_by_one:
        replays.prepare("squashed")
    scratch, deadline = replays.scratch, replays.ground.deadline
    replay = replays.replay("history", scratch)
    beside = not replays.ground.postgres.one_by_one and not alone
    if beside:
        replays.prepare("squashed")  # Not before: starting the application needs the processors.
    bare = _begin_bare(replays, replay, beside=beside)
    to_cut = replay.leg(replays.place, "up", [goal.cut], progress=progress, deadline=deadline)
    if alone:
        replays.prepare("squashed")
    taken = replays.take(scratch, to_cut, rows=True, trip="old_cut")
    at_cut = replays.pool.submit(replays.copy, scratch, "at_cut", replays.place, goal.cut)

    def to_heads() -> Tail:
        if not goal.kept:
            return Tail(None, taken, replay.drift(replays.place, to_cut, deadline))
        at_cut.result()
        leg = replay.leg(replays.place, "up", goal.targets, progress=progress, deadline=deadline)
        heads = replays.take(scratch, leg, trip="old_heads")
        return Tail(leg, heads, replay.drift(replays.place, leg, deadline))

    tail = replays.pool.submit(to_heads)
    return Old(replay, scratch, bare.result(), to_cut, taken, at_cut, tail)


def _begin_bare(replays: Replays, replay: Replay, *, beside: bool) -> Future[Bare]:
    """Begin to see what env.py alone makes: beside the history where a fork costs nothing."""
    if not beside or not replays.forkable:
        seen: Future[Bare] = Future()
        seen.set_result(_bare(replays, replay, replays.scratch, goes_on=True))
        return seen

    def elsewhere() -> Bare:
        scratch = replays.waiting("squashed").empty("bare")
        return _bare(replays, replays.replay("bare", scratch), scratch, goes_on=False)

    return replays.pool.submit(elsewhere)


def _bare(replays: Replays, replay: Replay, scratch: Scratch, *, goes_on: bool) -> Bare:
    """Most env.py make nothing, which the catalog tells without a dump."""
    deadline = replays.ground.deadline
    leg = replay.leg(replays.place, "nowhere", ahead=goes_on, deadline=deadline)
    state = replays.state(scratch, leg)
    made = any(fact.kind == "owner" and fact.name not in _IN_EVERY_DATABASE for fact in state.facts)
    offered = extension_defaults(scratch.admin.dsn)
    if not made and not state.rows:
        return Bare(state, (), offered)
    return Bare(state, read_items(replays.dump(scratch, leg, rows=True)), offered)


def replay_again(replays: Replays, goal: Goal) -> Second:
    """Replay the history once more, in another process and database, with other numbers."""
    second = Second(Future(), Future())
    deadline = replays.ground.deadline

    def run() -> None:
        reserved = replays.ground.postgres.reserve(
            "second", superuser=replays.superuser, dbname=SECOND
        )
        application = replays.start("second", reserved.migrating, SECOND_SEED)
        scratch = reserved.open()
        replays.ground.postgres.begin(scratch)
        if replays.ground.postgres.private:  # On a server for all the first replay did that.
            use_up_numbers(scratch.admin)
        replay = application.replay("second", scratch.migrating, deadline)

        def go_to(targets: Sequence[str]) -> Tables:
            leg = replay.leg(
                replays.place, "up", targets, side="the history, a second time", deadline=deadline
            )
            return read_tables(
                scratch.admin.dsn, version_table=leg.version_table, role=scratch.role
            )

        second.cut.set_result(go_to([goal.cut]))
        second.heads.set_result(go_to(goal.targets) if goal.kept else second.cut.result())
        application.close()
        scratch.drop()

    def told() -> None:
        try:
            run()
        except BaseException as error:
            for future in (second.cut, second.heads):
                if not future.done():
                    future.set_exception(error)

    replays.pool.submit(told)
    return second


def volatile_in(first: Tables, second: Tables, began: datetime) -> Mapping[str, Volatile]:
    """The volatile cells of all tables that both replays left rows in.

    Parameters
    ----------
    first, second : rows by table
    began : when the first of the two began
    """
    window = (began, datetime.now(UTC))
    return {
        table: volatile_cells(rows, second[table], window)
        for table, rows in first.items()
        if table in second
    }
