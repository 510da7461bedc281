"""Applying: the one moment in which a run changes the project, whole or not at all."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Iterator, Sequence
from pathlib import Path

from squash.errors import CheckoutError
from squash.outside.worktree import steps
from squash.outside.worktree.change import Applied, Change, Plan, plan
from squash.outside.worktree.files import Files, Pause, digest, exists, give, sync
from squash.outside.worktree.journal import Journal

_LISTED = 5


def apply_squash(
    project: Path,
    change: Change,
    *,
    held: frozenset[Path],
    force: bool,
    keep_copies_in: Path,
    pause: Pause | None = None,
) -> Applied:
    """Change the project as proved; Alembic can load its folder after every step.

    Nothing else is touched but byte code of removed files and folders that become empty below
    a version location. When it fails, everything is undone; when it is killed, `recover` does
    the rest.

    Parameters
    ----------
    project : the project folder, absolute
    change : what is to be done
    held : files that git holds exactly
    force : remove the others too, with a copy kept of each
    keep_copies_in : the folder for these copies; they lie there as they lay in the project
    pause : called with the number of steps done after each of them

    Raises
    ------
    CheckoutError : a file changed since it was proved, is not held by git, or cannot be written;
        or another run is at work. The project is as it was.
    """
    files = Files(pause)
    with Journal(project) as journal:
        _check(change, journal)
        lost = [path for path, _ in change.removed if path not in held]
        if lost and not force:
            raise not_held(lost, project)
        with _told(project):
            copies = _copies(lost, project, keep_copies_in)
        planned = plan(change, secrets.token_hex(4), tuple(copies.values()))
        made: list[Path] = []
        with _told(project), _undone(planned, journal, made, files):
            _keep_copies(copies, made, files)
            journal.write(planned, files)
            _prepare(planned, change, files)
            steps.forward(planned, files)
        with _told(project, finished=True):
            steps.clean(planned, files)
            journal.erase(files)
    return Applied(planned.target, planned.removed, planned.kept_copies)


@contextlib.contextmanager
def _undone(planned: Plan, journal: Journal, made: list[Path], files: Files) -> Iterator[None]:
    """Undo what was started when anything goes wrong, be it a signal."""
    try:
        yield
    except BaseException:
        try:
            steps.backward(planned, files)
            files.remove(made)
            journal.erase(files)
        except OSError as problem:
            raise CheckoutError(
                f"{problem.filename} cannot be changed back: {problem.strerror}.",
                why="The change of the project failed half way.",
                next_step="Give the right to write there, and run the same command again: it "
                "finishes or undoes the change.",
            ) from problem
        raise


@contextlib.contextmanager
def _told(project: Path, finished: bool = False) -> Iterator[None]:
    """Tell what the disk refuses as a checkout error."""
    try:
        yield
    except OSError as problem:
        place = problem.filename or project
        why = "All files were as they should be, but hidden files are left." if finished else ""
        raise CheckoutError(
            f"{place} cannot be changed: {problem.strerror or problem}.",
            why=why or "The squash removes files and writes one; the project is as it was.",
            next_step="Free some space or give the right to write, and run the same command again.",
        ) from problem


def _check(change: Change, journal: Journal) -> None:
    """Raise CheckoutError unless nothing is half done and the files are those that were proved."""
    if not journal.is_empty:
        raise CheckoutError(
            f"An earlier change of {journal.project} was interrupted and is not finished.",
            why=f"{journal.path} tells of it.",
            next_step="Run the same command again.",
        )
    try:
        other = [path for path, proved in change.removed if digest(path) != proved]
    except OSError as problem:
        raise CheckoutError(
            f"{problem.filename} cannot be read: {problem.strerror}.",
            why="Only a file with the content that was proved is removed.",
            next_step="Give the user of this run the right to read it.",
        ) from problem
    if other:
        raise steps.changed(other[:_LISTED])
    removed = {path for path, _ in change.removed}
    if change.final_path not in removed and exists(change.final_path):
        raise steps.occupied(change.final_path)


def not_held(lost: Sequence[Path], project: Path) -> CheckoutError:
    """The error that names removed files which git does not hold exactly."""
    names = [os.path.relpath(each, project) for each in lost[:_LISTED]]
    more = f" and {len(lost) - _LISTED} more" if len(lost) > _LISTED else ""
    return CheckoutError(
        f"Git does not hold {len(lost)} of the files to remove: {', '.join(names)}{more}.",
        why="They are untracked or modified, or there is no repository: they would be lost.",
        next_step="Commit them first, or allow it with --force, which keeps a copy of each.",
    )


def _copies(lost: list[Path], project: Path, into: Path) -> dict[Path, Path]:
    """Where a copy of each file is kept: a place that is free, or has the same content."""
    copies: dict[Path, Path] = {}
    for path in lost:
        inner = Path(*(part for part in Path(os.path.relpath(path, project)).parts if part != ".."))
        places = [inner, *(inner.with_name(f"{inner.name}.{number}") for number in range(1, 1000))]
        free = (into / each for each in places if into / each not in copies.values())
        copies[path] = next(each for each in free if digest(each) in ("", digest(path)))
    return copies


def _keep_copies(copies: dict[Path, Path], made: list[Path], files: Files) -> None:
    for path, copy in copies.items():
        status = path.stat()
        for folder in reversed((copy.parent, *copy.parent.parents)):
            if not folder.exists():
                folder.mkdir()
                give(folder, status)
        if not exists(copy):
            made.append(copy)
            files.write(copy, path.read_bytes(), status)
    sync(made)


def _prepare(planned: Plan, change: Change, files: Files) -> None:
    """Write all that needs room on the disk; from then on there are renames only."""
    like = planned.cut.stat()
    files.write(planned.interim_file, change.interim_text, like)
    if planned.final != planned.interim:
        files.write(planned.final_file, change.final_text, like)
    files.spare(planned.cut, planned.spare)
    if digest(planned.spare) != planned.old:
        raise steps.changed([planned.cut])
