"""One attempt: a baseline written, the squashed history replayed, both compared."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime

from squash.cut import Cut
from squash.difference import Check, Difference
from squash.flow.evidence import Evidence
from squash.flow.freshness import time_fresh
from squash.flow.given import may_touch_server, refuse_common_name
from squash.flow.ground import Ground, place
from squash.flow.knowing import hazards_of
from squash.flow.new import SQUASHED, New, replay_squashed
from squash.flow.old import Goal, Old, Second, replay_again, volatile_in
from squash.flow.proof import Files, Masks, compare, files_of
from squash.flow.reading import Reading
from squash.flow.replays import Replays
from squash.flow.standing import require_cut, require_targets
from squash.flow.writing import Written, write
from squash.hazard import Hazard
from squash.outcome import PostgresSummary, RowsSummary
from squash.outside.console import Console
from squash.outside.project import Place, Progress
from squash.outside.worktree import Mirror
from squash.settings import Settings
from squash.snapshot import Volatile, masked_digest

HISTORY = "the history"


@dataclass(frozen=True, slots=True)
class Proved:
    """What a proof found, whichever way it went.

    Parameters
    ----------
    written : the baseline
    checks, explained : what was compared
    hazards : what a person must know
    rows : what the history leaves in tables at the cut
    postgres : the server
    result_hash : of the change with volatile literals left out
    fresh : seconds of a fresh database before and after, None where nobody asked
    """

    written: Written
    checks: tuple[Check, ...]
    explained: tuple[Difference, ...]
    hazards: tuple[Hazard, ...]
    rows: tuple[RowsSummary, ...]
    postgres: PostgresSummary
    result_hash: str
    fresh: tuple[float, float] | None

    @property
    def equivalent(self) -> bool:
        """Whether every check passed."""
        return all(check.passed for check in self.checks)


@dataclass(frozen=True, slots=True)
class Case:
    """One cut on one ground."""

    settings: Settings
    reading: Reading
    cut: Cut
    console: Console
    evidence: Evidence
    ground: Ground

    @property
    def goal(self) -> Goal:
        """Where replays go."""
        cut = self.cut
        ends = ("heads",) if cut.targets == self.reading.history.heads else cut.targets
        kept = tuple(each for each in cut.kept if each not in set(cut.unproved))
        return Goal(cut.revision, ends, kept)


@dataclass(frozen=True, slots=True)
class Seen:
    """What the history showed.

    Parameters
    ----------
    old : its replay
    second : its other replay, None where there was no need of one yet
    began : when the first replay did
    in_text : hazards that the files alone tell
    """

    old: Old
    second: Second | None
    began: datetime
    in_text: Future[tuple[Hazard, ...]]

    def masks(self, replays: Replays, goal: Goal) -> Masks:
        """Volatile cells; a second replay is made where only the heads hold rows."""
        old, second = self.old, self.second
        if second is None and old.heads.state.rows:
            second = replay_again(replays, goal)
        if second is None:
            return Masks({}, {})
        return Masks(
            volatile_in(old.cut.state.rows, second.cut.result(), self.began),
            volatile_in(old.heads.state.rows, second.heads.result(), self.began),
        )


def attempt(case: Case, replays: Replays, seen: Seen, *, drops: bool) -> Proved:
    """Write the baseline, replay the squashed history and compare."""
    console, old = case.console, seen.old
    with console.step("Write the baseline"):
        written, copy = _write(case, replays, seen, drops=drops)
    with console.step("Replay the squashed history") as step:
        there = place(case.reading.location, copy)
        new = _replay(case, replays, old, there, drops=drops, progress=step.progress)
        masks = seen.masks(replays, case.goal)
    case.evidence.compared(old, new)
    with console.step("Compare"):
        files = _files(case, written, copy)
        checks, explained = compare(replays, case.goal, old, new, masks, files)
    fresh = None
    if case.settings.create_pull_request and all(check.passed for check in checks):
        with console.step("Time a fresh database"):
            fresh = time_fresh(replays, case.goal, replays.place, there)
    hazards = hazards_of(
        case.reading, case.cut, old, masks, written, replays.superuser, case.settings
    )
    return Proved(
        written,
        checks,
        explained,
        (*case.ground.hazards, *hazards, *seen.in_text.result()),
        _rows(old, masks.cut),
        _postgres(case, replays.superuser),
        _result_hash(case, old, masks, written),
        fresh,
    )


def _write(case: Case, replays: Replays, seen: Seen, *, drops: bool) -> tuple[Written, Mirror]:
    """The baseline, and a copy of the project in which it stands."""
    reading, cut, ground, old = case.reading, case.cut, case.ground, seen.old
    if old.scratch.role == old.scratch.admin.user:
        refuse_common_name(old.cut.items, old.scratch.role)
    written = write(reading, cut, old, ground.postgres.version, drop=drops)
    role = "superuser" if replays.superuser else "owner"
    way = "forked" if replays.fork else "anew"
    copy = ground.old.variant(
        ground.folder.path / "copies" / f"new-{written.downgrade}-{role}-{way}",
        [reading.path(each) for each in cut.removed],
        {written.path: written.content},
    )
    return written, copy


def _replay(
    case: Case, replays: Replays, old: Old, there: Place, *, drops: bool, progress: Progress
) -> New:
    """The replays under the new folder, each seen to have arrived where it should."""
    reading, cut, goal = case.reading, case.cut, case.goal
    apart = may_touch_server(reading.path(each) for each in goal.kept)
    new = replay_squashed(replays, old, there, goal, drops=drops, apart=apart, progress=progress)
    require_cut(new.cut, cut.revision, SQUASHED)
    for taken, side in ((old.heads, HISTORY), (new.heads, SQUASHED)):
        require_targets(taken, reading.history, cut.targets, side)
    return new


def _files(case: Case, written: Written, copy: Mirror) -> tuple[Files, Files]:
    """The revision files of the old and of the new copy."""
    reading, cut = case.reading, case.cut
    kept = {each: reading.path(each) for each in cut.kept}
    removed = {each: reading.path(each) for each in cut.removed}
    return (
        files_of(removed | kept, case.ground.old.path_of),
        files_of(kept | {cut.revision: written.path}, copy.path_of),
    )


def _result_hash(case: Case, old: Old, masks: Masks, written: Written) -> str:
    """A hash that is the same wherever the change is, but for literals that no two runs share."""
    revisions = case.reading.history.revisions
    content = [
        written.path.name,
        written.downgrade,
        written.snapshot,
        masked_digest(old.cut.state.rows, masks.cut),
        *sorted(revisions[each].sha256 for each in case.cut.removed),
    ]
    return hashlib.sha256("\n".join(content).encode()).hexdigest()


def _rows(old: Old, volatile: Mapping[str, Volatile]) -> tuple[RowsSummary, ...]:
    return tuple(
        RowsSummary(
            table, rows.count, volatile[table].volatile_columns if table in volatile else ()
        )
        for table, rows in sorted(old.cut.state.rows.items())
        if not rows.derived
    )


def _postgres(case: Case, superuser: bool) -> PostgresSummary:
    server = case.ground.postgres
    role = "superuser" if superuser else "owner"
    return PostgresSummary(server.version, server.client, server.origin, role)
