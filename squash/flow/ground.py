"""The ground a run stands on: its folder, its server, the project's Python, and their end."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from squash.flow.choosing import choose_server
from squash.flow.given import watched
from squash.hazard import Hazard
from squash.outside.account import User
from squash.outside.credentials import copy_without_credentials
from squash.outside.deadline import Deadline
from squash.outside.git import find_repository, git_environment
from squash.outside.location import Location
from squash.outside.project import Application, Place, Setup
from squash.outside.run_folder import RunFolder, bases, open_run_folder
from squash.outside.server import Postgres, Reserved
from squash.outside.worktree import Mirror, mirror
from squash.settings import Settings

FIRST_SEED = 1


@dataclass(frozen=True, slots=True)
class Begun:
    """A first replay that is on its way.

    Parameters
    ----------
    superuser : whether the migrating role is one
    reserved : its database
    application : the project's, which is being imported
    """

    superuser: bool
    reserved: Reserved
    application: Application


@dataclass(frozen=True, slots=True)
class Ground:
    """What every replay of a run needs.

    Parameters
    ----------
    folder : the run's folder, gone after the run
    postgres : gives scratch databases
    old : the copy of the project as it is
    setup : how the project's code is run
    deadline : of the whole run
    begun : the application and the database of the first replay, on their way
    hazards : what to know of the choice of the server
    """

    folder: RunFolder
    postgres: Postgres
    old: Mirror
    setup: Setup
    deadline: Deadline
    begun: Begun
    hazards: tuple[Hazard, ...] = ()

    @property
    def logs(self) -> Path:
        """The folder of what the project's code prints."""
        return self.setup.logs

    def client_environment(self) -> dict[str, str]:
        """The environment of pg_dump and psql: nothing of the user's but PATH."""
        return {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "HOME": str(self.folder.path)}


@contextmanager
def begin(postgres: Postgres, setup: Setup, place: Place, *, superuser: bool) -> Iterator[Begun]:
    """Start the project's application for a first replay, before there is a server for it.

    Importing it takes longer than all else that a run must do before it replays.
    """
    reserved = postgres.reserve("history", superuser=superuser)
    application = Application("application", setup, place, reserved.migrating, hash_seed=FIRST_SEED)
    try:
        yield Begun(superuser, reserved, application)
    finally:
        application.close()


@contextmanager
def ground(
    settings: Settings,
    location: Location,
    python: Path,
    deadline: Deadline,
    behind: ExitStack,
    user: User | None = None,
) -> Iterator[Ground]:
    """Make everything a run needs, and end it however the run does.

    Parameters
    ----------
    python : the interpreter of the project
    deadline : of the run
    behind : ends with the command; its files are gone by then
    user : the account of the project's code, None for ours

    Raises ``ServerError``, ``ProjectError``, ``CheckoutError``.
    """
    folder = behind.enter_context(open_run_folder(bases(Path(tempfile.gettempdir()))))
    root = _repository(settings, location)
    chosen = choose_server(settings, location.project, root, folder)
    postgres = chosen.postgres
    try:
        old = mirror(
            location.project,
            (location.script_location, *location.version_locations),
            folder.new("copies", passable=user is not None) / "old",
            reaching=_reached(location, root),
            shared=user is not None,
            repository=_without_credentials(settings, root, folder) if user else None,
        )
        setup = _setup(settings, location, python, folder, old, postgres.session_settings)
        setup = replace(setup, user=user)
        there, superuser = place(location, old), settings.role == "superuser"
        with (
            watched(chosen, disposable=settings.server_is_disposable),
            begin(postgres, setup, there, superuser=superuser) as begun,
        ):
            hazards = chosen.find().hazards
            yield Ground(folder, postgres, old, setup, deadline, begun, hazards)
    finally:
        postgres.close()
        folder.empty()


def place(location: Location, copy: Mirror) -> Place:
    """Where Alembic finds the history in one copy."""
    trees, held = copy.trees, _held(location, copy)
    if location.twin is not None:
        # What is no copy is a link into the tree: both are nearer than the checkout.
        checkout, tree = location.twin
        trees = (*trees, (checkout, tree), (checkout, copy.path_of(tree)))
        held += tuple(
            checkout / each.relative_to(tree) for each in held if each.is_relative_to(tree)
        )
    return Place(
        cwd=copy.cwd,
        script=copy.path_of(location.script_location),
        versions=tuple(copy.path_of(each) for each in location.version_locations),
        trees=trees,
        held=held,
    )


def _held(location: Location, copy: Mirror) -> tuple[Path, ...]:
    """Folders of the checkout that revision files may lie in."""
    folders = (Path(original) for original, _ in copy.folders)
    return tuple(
        each
        for each in folders
        if any(each.is_relative_to(one) for one in location.version_locations)
    )


def _repository(settings: Settings, location: Location) -> Path:
    """The top of the repository that the project lies in, else the project itself."""
    repository = find_repository(location.project, settings.environ)
    return repository.top if repository else location.project


def _without_credentials(
    settings: Settings, root: Path, folder: RunFolder
) -> tuple[Path, Path] | None:
    """The repository's folder, and one that another account may read in its place."""
    place = folder.path / "repository"
    copy_without_credentials(root, place, git_environment(settings.environ))
    return (root / ".git", place) if place.exists() else None


def _reached(location: Location, root: Path) -> tuple[Path, ...]:
    """Folders that project code reaches by ``..``: its repository, parts of its sys.path."""
    parts = (location.prepend_sys_path or "").replace(os.pathsep, " ").split()
    return (root, *(location.project / each for each in parts))


def _setup(
    settings: Settings,
    location: Location,
    python: Path,
    folder: RunFolder,
    old: Mirror,
    session: Mapping[str, str],
) -> Setup:
    variables = dict(settings.environ)
    return Setup(
        python=python,
        config_file=old.path_of(location.config_file) if location.config_file else None,
        section=location.section,
        variables=variables,
        given=settings.given,
        logs=folder.new("logs"),
        pids=folder.pids,
        session=session,
    )
