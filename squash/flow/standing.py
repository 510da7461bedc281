"""Where replays must have brought our database; a project that went round the hook did not."""

from __future__ import annotations

from collections.abc import Iterable

from squash.errors import ProjectError
from squash.flow.replays import Taken
from squash.history import History


def require_cut(taken: Taken, cut: str, side: str) -> None:
    """Raise ``ProjectError`` unless the database stands at the cut and nowhere else."""
    if taken.stands != (cut,):
        raise _elsewhere(taken.stands, cut, side)


def require_targets(taken: Taken, history: History, targets: Iterable[str], side: str) -> None:
    """Raise ``ProjectError`` unless the database stands where all targets are behind it."""
    known = all(each in history.revisions for each in taken.stands)
    if not known or history.ancestors(taken.stands) != history.ancestors(targets):
        raise _elsewhere(taken.stands, ", ".join(targets), side)


def _elsewhere(stands: tuple[str, ...], expected: str, side: str) -> ProjectError:
    at = f"at {', '.join(stands)}" if stands else "at no revision"
    return ProjectError(
        f"After the replay of {side} our scratch database stands {at}, not at {expected}.",
        why="The project went round the hook that leads its connections to the scratch database "
        "(another program or interpreter that it starts, most often), or it never committed.",
        next_step="Let env.py migrate by its own connection and commit; the address of the "
        "scratch database is given by --env NAME={url}",
    )
