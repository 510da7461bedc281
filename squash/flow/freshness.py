"""Freshness: how long a fresh database takes, by the history and by the squashed one."""

from __future__ import annotations

from squash.flow.old import Goal
from squash.flow.replays import Replays
from squash.outside.project import Place


def time_fresh(replays: Replays, goal: Goal, old: Place, new: Place) -> tuple[float, float]:
    """Seconds from starting the application to the heads, before and after the squash.

    The replays of the proof run beside each other and would tell little, so both are run once
    more, alone and one after the other.

    Parameters
    ----------
    old, new : where Alembic finds the history, and the squashed one

    Raises as a replay does.
    """
    start_up = replays.application.start_up
    return start_up + _seconds(replays, goal, old), start_up + _seconds(replays, goal, new)


def _seconds(replays: Replays, goal: Goal, place: Place) -> float:
    scratch = replays.open("fresh")
    replay = replays.replay("fresh", scratch)
    leg = replay.leg(
        place, "up", goal.targets, side="a fresh database", deadline=replays.ground.deadline
    )
    replay.close()
    scratch.drop()
    return leg.seconds
