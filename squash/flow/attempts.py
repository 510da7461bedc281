"""The attempts of a run: as owner, as superuser, without forks, without a downgrade."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

from squash.errors import Blocked
from squash.flow.attempt import HISTORY, Case, Proved, Seen, attempt
from squash.flow.ground import place
from squash.flow.knowing import hazards_in_text, refused_downgrade
from squash.flow.old import replay_again, replay_to_cut
from squash.flow.proof import DOWN_AND_UP
from squash.flow.replays import Replays
from squash.flow.standing import require_cut
from squash.flow.writing import wants_drops
from squash.history import Revision
from squash.outside.project import INSUFFICIENT_PRIVILEGE, ReplayFailed


def prove_by_role(case: Case) -> Proved:
    """Prove it as the role that was asked for; by ``auto`` as owner first."""
    if case.settings.role != "auto":
        return _prove(case, superuser=case.settings.role == "superuser")
    try:
        return _prove(case, superuser=False)
    except ReplayFailed as refused:
        if refused.sqlstate != INSUFFICIENT_PRIVILEGE:
            raise
        who = f"Revision {refused.revision}" if refused.revision else "The project"
        case.console.note(
            f"{who} needs a right that the owner of a database does not have "
            f"({refused.detail}); starting again as superuser."
        )
        return _prove(case, superuser=True)


def _prove(case: Case, *, superuser: bool, drops: bool | None = None, fork: bool = True) -> Proved:
    """Prove it; once more without forks where one of them may be why it failed."""
    with _replays(case, superuser=superuser, fork=fork) as replays:
        seen = None
        try:
            seen = _replay_history(case, replays)
            return _attempts(case, replays, seen, drops)
        except (ReplayFailed, Blocked) as failed:
            if not _may_remember(case, replays, seen, failed):
                raise
    case.console.note(
        "The project may remember the database that it was imported for, or that it ran before; "
        "starting again with a new process for each upgrade."
    )
    return _prove(case, superuser=superuser, drops=drops, fork=False)


def _replay_history(case: Case, replays: Replays) -> Seen:
    """Replay the history, a second time too where it may leave rows."""
    began = datetime.now(UTC)
    in_text = replays.pool.submit(
        hazards_in_text, case.reading, case.cut, superuser=replays.superuser
    )
    with case.console.step("Replay the history") as step:
        alone = _may_be_refused(case, replays)
        second = replay_again(replays, case.goal) if _may_leave_rows(case) and not alone else None
        old = replay_to_cut(replays, case.goal, step.progress, alone=alone)
        require_cut(old.cut, case.cut.revision, HISTORY)
        case.evidence.dumps["old-cut.sql"] = old.cut.text
        if second is None and old.cut.state.rows:
            second = replay_again(replays, case.goal)
    return Seen(old, second, began, in_text)


def _attempts(case: Case, replays: Replays, seen: Seen, drops: bool | None) -> Proved:
    """Attempt it; where only the downgrade is in the way, once more without one."""
    if drops is None:
        drops = wants_drops(case.settings.downgrade, _removed(case))
    proved = attempt(case, replays, seen, drops=drops)
    failed = [check for check in proved.checks if not check.passed]
    if case.settings.downgrade == "auto" and [each.name for each in failed] == [DOWN_AND_UP]:
        why = failed[0].differences[0].after or failed[0].detail
        if case.ground.postgres.one_by_one:
            # The old databases had to go before the squashed one came.
            proved = _prove(case, superuser=replays.superuser, drops=False, fork=replays.fork)
        else:
            proved = attempt(case, replays, seen, drops=False)
        hazard = refused_downgrade(case.cut, why)
        proved = replace(proved, hazards=(*proved.hazards, hazard))
    return proved


def _may_remember(
    case: Case, replays: Replays, seen: Seen | None, failed: ReplayFailed | Blocked
) -> bool:
    """Whether a replay failed that was forked from an application told of another database.

    Its settings may still name the history's, for what goes round the hook (a psql it starts).
    """
    replay = failed if isinstance(failed, ReplayFailed) else failed.__cause__
    if not isinstance(replay, ReplayFailed) or replay.refused:
        return False
    if replay.anew:
        return True
    if seen is None or seen.old.tail.exception() or replay.sqlstate == INSUFFICIENT_PRIVILEGE:
        return False
    return replays.fork and replays.application.park(case.ground.deadline)


@contextmanager
def _replays(case: Case, *, superuser: bool, fork: bool) -> Iterator[Replays]:
    copy = place(case.reading.location, case.ground.old)
    replays = Replays(case.ground, copy, superuser=superuser, fork=fork)
    try:
        yield replays
    finally:
        replays.close()


def _may_be_refused(case: Case, replays: Replays) -> bool:
    """Whether the text promises a refusal, so that nothing more is started before it is over."""
    if replays.superuser or case.ground.postgres.one_by_one:
        return False
    revisions = case.reading.history.revisions
    return any(revisions[each].privileged for each in case.cut.removed)


def _may_leave_rows(case: Case) -> bool:
    """Whether the history's text promises rows, so that a second replay is begun at once.

    Where replays follow each other it comes first always: later it would be in the way.
    """
    if case.ground.postgres.one_by_one:
        return True
    revisions = case.reading.history.revisions
    return any(revisions[each].inserts for each in case.reading.history.order)


def _removed(case: Case) -> list[Revision]:
    return [case.reading.history.revisions[each] for each in case.cut.removed]
