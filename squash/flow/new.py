"""Replay the squashed history: on an empty database, and old databases under the new folder."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass, replace

from squash.errors import ProjectError
from squash.flow.limits import refused_baseline
from squash.flow.old import Goal, Old, Tail
from squash.flow.replays import Replays, Taken
from squash.outside.project import Leg, Place, Progress, Replay, ReplayFailed
from squash.outside.server import Scratch
from squash.sql.items import SETTING

SQUASHED = "the squashed history"
AT_CUT = "an old database at the cut"
AT_HEADS = "an old database at the heads"
DOWNGRADE = "the baseline's downgrade"
_LOCKED = ("TABLE", "INDEX", "CONSTRAINT", "SEQUENCE", "FK CONSTRAINT")
_CROWD = 1500
# A downgrade leaves what other databases may use by now, and Alembic leaves its own table.
_STAYS = ("role", "membership", "role setting", "version table")


@dataclass(frozen=True, slots=True)
class Down:
    """What the baseline's downgrade did.

    Parameters
    ----------
    error : why it failed, empty where it did not
    again : the database after one more upgrade, None where nothing was left to compare
    """

    error: str = ""
    again: Taken | None = None


@dataclass(frozen=True, slots=True)
class New:
    """What the replays under the new folder left.

    Parameters
    ----------
    scratch : the database of the squashed history, at the heads
    to_cut, cut : its leg to the cut and the snapshot there
    tail : the rest of the way
    from_cut : the old database at the cut after the kept revisions, None where nothing is kept
    from_heads : the leg of the old database at the heads
    down : what the baseline's downgrade did, None where it refuses
    """

    scratch: Scratch
    to_cut: Leg
    cut: Taken
    tail: Tail
    from_cut: Tail | None
    from_heads: Leg
    down: Down | None

    @property
    def heads(self) -> Taken:
        """The snapshot at the heads."""
        return self.tail.taken

    @property
    def legs(self) -> tuple[Leg, ...]:
        """The legs of the squashed history."""
        return (self.to_cut,) if self.tail.leg is None else (self.to_cut, self.tail.leg)


@dataclass(frozen=True, slots=True)
class _Under:
    """Replays under one new folder."""

    replays: Replays
    place: Place
    goal: Goal

    def up(
        self, replay: Replay, to: Sequence[str], side: str, progress: Progress | None = None
    ) -> Leg:
        deadline = self.replays.ground.deadline
        return replay.leg(self.place, "up", to, side=side, progress=progress, deadline=deadline)

    def drift(self, replay: Replay, leg: Leg) -> tuple[str, ...] | None:
        return replay.drift(self.place, leg, self.replays.ground.deadline, side=SQUASHED)

    def old_at_cut(self, old: Old) -> Tail:
        """What the kept revisions make of an old database that stands at the cut."""
        scratch = old.at_cut.result().copy("goes_on")
        leg = self.up(self.replays.replay("old-at-cut", scratch), self.goal.targets, AT_CUT)
        return Tail(leg, self.replays.take(scratch, leg))

    def old_apart(self) -> Tail:
        """The same on a server of its own, which no kept revision has changed yet."""
        replays, scratch = self.replays, self.replays.open("apart")
        replay = replays.replay("old-at-cut", scratch)
        deadline = replays.ground.deadline
        replay.leg(replays.place, "up", [self.goal.cut], deadline=deadline)
        leg = self.up(replay, self.goal.targets, AT_CUT)
        return Tail(leg, replays.take(scratch, leg))

    def old_at_heads(self, old: Old) -> Leg:
        """What is left to do for an old database at the heads."""
        old.tail.result()
        return self.up(old.replay, self.goal.targets, AT_HEADS)

    def down_and_up(self, old: Old, *, spare: bool) -> Down:
        """The baseline's downgrade; and the upgrade again, unless it left an empty database.

        Parameters
        ----------
        spare : nothing else needs the old database at the cut
        """
        # An old database is what a user would downgrade; that the new one is the same is compared.
        at_cut = old.at_cut.result()
        scratch = at_cut if spare else at_cut.copy("down")
        replay = self.replays.replay("down-and-up", scratch)
        deadline = self.replays.ground.deadline
        try:
            down = replay.leg(self.place, "down", ["base"], side=DOWNGRADE, deadline=deadline)
            if is_bare(self.replays.take(scratch, down), old):
                return Down()
            leg = self.up(replay, [self.goal.cut], DOWNGRADE)
        except ReplayFailed as failed:
            if failed.anew:
                raise
            # Most often too many locks for one transaction; no reason to refuse the squash.
            return Down(str(failed))
        return Down(again=self.replays.take(scratch, leg))


def is_bare(left: Taken, old: Old) -> bool:
    """Whether a database is as it was before the first revision, but for shared roles.

    From there the same statements make the same database again, so it need not be tried.
    """
    if old.bare.items or left.state.rows or any(item.kind != SETTING for item in left.items):
        return False
    differing = {*left.state.facts} ^ {*old.bare.state.facts}
    return all(fact.kind in _STAYS for fact in differing)


def replay_squashed(
    replays: Replays,
    old: Old,
    place: Place,
    goal: Goal,
    *,
    drops: bool,
    apart: bool,
    progress: Progress,
) -> New:
    """Run the new folder on an empty database and on old databases, side by side.

    Parameters
    ----------
    drops : also the baseline's downgrade
    apart : the kept revisions may touch the whole server, so each way over them has its own

    Raises the old history's own error first where both fail: the kept revisions are the same.
    """
    under = _Under(replays, place, goal)
    submit = replays.pool.submit
    # Where replays must follow each other, these databases are gone when the one apart begins.
    finished = submit(under.old_at_heads, old)
    alone = _is_crowd(old) and not replays.ground.postgres.one_by_one
    spare = apart or not goal.kept
    down = submit(under.down_and_up, old, spare=spare) if drops and not alone else None
    continued = None
    if goal.kept and apart:
        continued = submit(under.old_apart)
    elif goal.kept:
        continued = submit(under.old_at_cut, old)
    try:
        new = _squashed(under, continued, finished, down, progress)
    except ProjectError:
        old.tail.result()
        raise
    if drops and alone:
        wait([each for each in (old.cut.loaded, old.heads.loaded) if each is not None])
        new = replace(new, down=under.down_and_up(old, spare=spare))
    return new


def _is_crowd(old: Old) -> bool:
    """Whether dropping everything in one transaction may take all locks of a server.

    Then nobody else there gets one, so it is tried when everything else is over.
    """
    return sum(item.kind in _LOCKED for item in old.cut.items) > _CROWD


def _squashed(
    under: _Under,
    continued: Future[Tail] | None,
    finished: Future[Leg],
    down: Future[Down] | None,
    progress: Progress,
) -> New:
    replays, goal = under.replays, under.goal
    scratch = replays.open("squashed")
    replay = replays.replay("squashed", scratch)
    try:
        to_cut = under.up(replay, [goal.cut], SQUASHED, progress)
    except ReplayFailed as failed:
        raise refused_baseline(failed, goal.cut) from failed
    at_cut = replays.take(scratch, to_cut)
    if goal.kept:
        to_heads = under.up(replay, goal.targets, SQUASHED, progress)
        tail = Tail(to_heads, replays.take(scratch, to_heads), under.drift(replay, to_heads))
    else:
        tail = Tail(None, at_cut, under.drift(replay, to_cut))
    return New(
        scratch,
        to_cut,
        at_cut,
        tail,
        continued.result() if continued else None,
        finished.result(),
        down.result() if down else None,
    )
