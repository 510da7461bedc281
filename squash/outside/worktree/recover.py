"""Recovering: what the run before began and was killed in is finished or undone."""

from __future__ import annotations

from pathlib import Path

from squash.errors import CheckoutError
from squash.outside.worktree import steps
from squash.outside.worktree.change import Plan, Recovery
from squash.outside.worktree.files import Files, Pause, digest, exists
from squash.outside.worktree.journal import NAME, Journal


def recover(project: Path, pause: Pause | None = None) -> Recovery | None:
    """Finish a change that was interrupted, or undo it where the baseline was not in place yet.

    Parameters
    ----------
    project : the project folder, absolute
    pause : called with the number of steps done after each of them

    Returns
    -------
    What was done; None when there was nothing to do.

    Raises
    ------
    CheckoutError : somebody changed a file of the change meanwhile (nothing is touched then),
        another run is at work, or the folder cannot be written to
    """
    if not exists(project / NAME):
        return None
    with Journal(project) as journal:
        plan = None if journal.is_empty else journal.read()
        files = Files(pause)
        try:
            if plan is None:
                journal.erase(files)
                return None
            finished = _is_begun(plan)
            _check(plan, finished, journal.path)
            if finished:
                steps.forward(plan, files)
                steps.clean(plan, files)
            else:
                steps.backward(plan, files)
            journal.erase(files)
        except OSError as problem:
            raise CheckoutError(
                f"An interrupted change cannot be finished: {problem.filename or project}: "
                f"{problem.strerror or problem}.",
                why=f"{journal.path} tells of it.",
                next_step="Free some space or give the right to write, and run the command again.",
            ) from problem
    if not finished:
        return Recovery(False, plan.cut, (), ())
    return Recovery(True, plan.target, plan.removed, plan.kept_copies)


def _is_begun(plan: Plan) -> bool:
    """Whether the baseline has taken the place of the cut's own file."""
    return steps.is_named(plan) or (
        plan.old != plan.interim and digest(plan.cut) in (plan.interim, plan.final)
    )


def _check(plan: Plan, finished: bool, journal: Path) -> None:
    """Raise CheckoutError where the files are neither as they were nor as we left them."""
    other = [
        each.path
        for each in plan.asides
        if exists(each.path) and each.path != plan.target and digest(each.path) != each.sha256
    ]
    if not finished:
        other += [] if digest(plan.cut) == plan.old else [plan.cut]
        other += [
            each.path
            for each in plan.asides
            if not exists(each.path) and digest(each.aside) != each.sha256
        ]
    if finished and not steps.is_named(plan):
        labelled = plan.final in (plan.interim, digest(plan.cut), digest(plan.final_file))
        other += [] if labelled else [plan.final_file]
        if plan.target != plan.cut and exists(plan.target):
            taken = [each for each in plan.asides if each.path == plan.target]
            other += [] if taken else [plan.target]
    if other:
        raise CheckoutError(
            f"Changed since a squash was interrupted: {', '.join(map(str, other))}.",
            why="It can be neither finished nor undone without losing that change.",
            next_step="Bring the files back (git restore FILES); or, to keep everything as it is, "
            f"rm {journal}",
        )
