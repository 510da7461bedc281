"""What a replay is told and what it answers."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from squash.outside.account import User

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Place:
    """One copy of a history, as Alembic is pointed at it.

    Parameters
    ----------
    cwd : the folder the project's commands are run in
    script : the folder of env.py
    versions : the folders of revision files
    trees : (original folder, its copy) of all that was copied
    held : original folders of revision files: nothing may be imported from there
    """

    cwd: Path
    script: Path
    versions: tuple[Path, ...]
    trees: tuple[tuple[Path, Path], ...] = ()
    held: tuple[Path, ...] = ()

    @property
    def message(self) -> Mapping[str, object]:
        """As the project's process is told of it."""
        return {
            "cwd": str(self.cwd),
            "script": str(self.script),
            "versions": [str(each) for each in self.versions],
            "roots": [str(copy) for _, copy in self.trees],
            "originals": [str(original) for original, _ in self.trees],
            "held": [str(each) for each in self.held],
        }

    def original(self, text: str) -> str:
        """A text with every path of the copy as the user knows it, from the project's folder."""
        text = text.replace(f"{self.cwd}{os.sep}", "")
        for folder, copy in self.trees:
            text = text.replace(str(copy), str(folder))
        return text


@dataclass(frozen=True, slots=True)
class Setup:
    """How a project is run, the same for every replay.

    Parameters
    ----------
    python : its interpreter
    config_file : its ini or pyproject.toml inside the first copy, None where it has none
    section : of the configuration
    variables : the user's environment
    given : ``--env`` values with their placeholders
    logs : the folder for what the project's code prints
    pids : the run's folder of process notes, for the watchdog
    session : settings that every session must ask for, where the server does not set them
    user : the account that it runs as, None for ours
    """

    python: Path
    config_file: Path | None
    section: str
    variables: Mapping[str, str]
    given: Mapping[str, str]
    logs: Path
    pids: Path | None = None
    session: Mapping[str, str] = field(default_factory=dict)
    user: User | None = None


@dataclass(frozen=True, slots=True)
class Executed:
    """A revision that a leg ran: its id, the file it came from with its hash, and seconds."""

    revision: str
    path: str
    sha256: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Leg:
    """What one leg of a replay did.

    Parameters
    ----------
    executed : the revisions it ran, in order
    version_table : Alembic's table as (schema or None, name)
    per_migration : whether every revision has a transaction of its own
    wanted : (driver, host, database) of the connections that the project's code asked for
    models : whether env.py has models to compare the database with
    drift : how they differ, as sorted lines; None unless the leg was to ``check`` it
    seconds : how long it took
    left : what its revisions left set in their session, where they began with an empty
        database: (name, value)
    """

    executed: tuple[Executed, ...]
    version_table: tuple[str | None, str]
    per_migration: bool
    wanted: tuple[tuple[str, str, str], ...]
    models: bool = False
    drift: tuple[str, ...] | None = None
    seconds: float = 0.0
    left: tuple[tuple[str, str], ...] = ()
