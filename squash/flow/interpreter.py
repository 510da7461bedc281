"""The interpreter of a run: the one that was asked for, an environment made for it, or ours."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from squash.errors import ProjectError
from squash.flow.needs import Interpreter
from squash.outside.git import find_repository
from squash.outside.install import Installer, Lock, Tools, find_lock
from squash.outside.project import (
    ask,
    find_asked,
    find_environment,
    find_python,
    is_version,
    without_addresses,
)
from squash.outside.run_folder import open_run_folder

if TYPE_CHECKING:
    from squash.flow.evidence import Evidence
    from squash.outside.account import User
    from squash.outside.console import Console
    from squash.outside.deadline import Deadline
    from squash.settings import Settings

LOG = "logs/install.log"


def project_python(settings: Settings, project: Path) -> Path:
    """The interpreter of a project that has one, else ours; raises ``ProjectError``."""
    variables = settings.environ
    return find_python(
        project, settings.python, variables.get("VIRTUAL_ENV"), sys.executable, _path(settings)
    )


@contextmanager
def interpreter(
    settings: Settings,
    project: Path,
    console: Console,
    evidence: Evidence,
    deadline: Deadline,
    user: User | None = None,
) -> Iterator[Interpreter]:
    """The interpreter that the project's code runs in; one that was made goes with the run.

    The first of these that there is: the one of ``--python``; an environment made by
    ``--install``; the active virtual environment, or the project's own; ours.  A Python that
    was asked for and has no Alembic is what an environment is made with.

    Parameters
    ----------
    project : the project folder
    user : the account that installers run as, None for ours

    Raises ``ProjectError`` and ``CheckoutError``.
    """
    repository = find_repository(project, settings.environ)
    top = repository.top if repository else project
    lock = find_lock(project, top)
    variables = without_addresses({**settings.environ, **settings.given})
    asked = _asked(settings, project, lock, variables, user)
    if isinstance(asked, Path) and not _is_base(settings, asked, lock, variables, user):
        yield Interpreter(asked, "asked", variables, lock, user=user)
    elif _installs(settings, lock):
        with ExitStack() as stack:
            folder = stack.enter_context(open_run_folder((Path(tempfile.gettempdir()),)))
            log = folder.new("logs") / Path(LOG).name
            installer = Installer(
                project, top, folder.new("installed"), without_addresses(settings.environ), log,
                deadline, folder.pids, user,
            )  # fmt: skip
            stack.callback(_keep, log, evidence)
            yield _made(settings, installer, console, lock, str(asked) if asked else None)
    else:
        own = find_environment(project, settings.environ.get("VIRTUAL_ENV"))
        _explain(settings, project, console, lock if own is None else None)
        python = own or Path(sys.executable)
        yield Interpreter(python, "environment" if own else "ours", variables, lock, user=user)


def _explain(settings: Settings, project: Path, console: Console, unused: Lock | None) -> None:
    """Say why nothing is installed, where that may have been expected.

    Parameters
    ----------
    unused : the lock file, where our own packages take the place of its
    """
    if unused is not None:
        console.note(
            "The migrations run with the packages of alembic-squash, not with those of "
            f"{unused.file.name}: --install auto would take these."
        )
    elif settings.install == "auto" and settings.origins.get("install") != "default":
        console.note(f"--install auto: there is no lock file in {project}, nor above it.")


def _made(
    settings: Settings, installer: Installer, console: Console, lock: Lock | None, asked: str | None
) -> Interpreter:
    """An environment made by the lock file or by the lines that were given."""
    lines = settings.install
    with console.step("Install the project") as step:
        if lines == "auto":
            assert lock is not None
            step.progress(0, 0, f"{lock.tool}, by {lock.file.name}")
            python = installer.by_lock(lock, asked)
            line = Tools(_path(settings), Path(sys.executable).parent).line(lock)
        else:
            python = installer.by_lines(lines, asked)
            line = lines.strip().replace("\n", " && ")
    variables = without_addresses({**settings.environ, **settings.given})
    return Interpreter(python, "made", variables, lock, line, installer.user)


def _asked(
    settings: Settings,
    project: Path,
    lock: Lock | None,
    variables: dict[str, str],
    user: User | None,
) -> Path | str | None:
    """The Python that was asked for; its version where uv shall find it; None for no wish."""
    asked = settings.python
    if asked is None:
        return None
    try:
        found = find_asked(project, asked, _path(settings))
    except ProjectError:
        if not _installs(settings, lock) or not is_version(asked):
            raise
        return asked
    if not _installs(settings, lock) or not is_version(asked):
        return found
    # What stands on the path may be no more than a shim.
    return asked if ask(found, (), (project,), variables, user) is None else found


def _is_base(
    settings: Settings,
    asked: Path,
    lock: Lock | None,
    variables: dict[str, str],
    user: User | None,
) -> bool:
    """Whether an interpreter is what an environment is to be made with, not one to run in."""
    if not _installs(settings, lock):
        return False
    if settings.origins.get("install") != "default":
        return True
    answer = ask(asked, ("alembic",), (Path(os.sep),), variables, user)
    return answer is not None and bool(answer.missing)


def _installs(settings: Settings, lock: Lock | None) -> bool:
    """Whether an environment is made: lines always are run, ``auto`` needs a lock file."""
    return settings.install != "none" and (settings.install != "auto" or lock is not None)


def _keep(log: Path, evidence: Evidence) -> None:
    if log.exists():
        evidence.logs[LOG] = log.read_text("utf-8", "replace")


def _path(settings: Settings) -> str:
    return settings.environ.get("PATH", os.defpath)
