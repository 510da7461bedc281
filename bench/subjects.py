"""The subjects: generated and published histories, each a project in a folder of its own."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bench.generate import make_history
from tests.real.projects import interpreter, make_project, packages

PUBLISHED = ("arize-phoenix", "ckan")


@dataclass(frozen=True, slots=True)
class Subject:
    """A project that is upgraded and squashed.

    Parameters
    ----------
    name : in the tables
    folder : of the project, a git repository; never changed
    python : its interpreter
    revisions : how many files it has
    runs : how often each of its commands is measured
    environment : variables it needs beside DATABASE_URL
    """

    name: str
    folder: Path
    python: Path
    revisions: int
    runs: int
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def versions(self) -> Path:
        """Where its revision files are."""
        return self.folder / "migrations" / "versions"

    def variables(self, url: str) -> dict[str, str]:
        """The variables of its plain commands: those of this process and the address."""
        return {**os.environ, **self.environment, "DATABASE_URL": url}

    def alembic(self, *arguments: str) -> list[str]:
        """Its own Alembic's command line."""
        return [str(self.python.parent / "alembic"), *arguments]

    def squash(self, *arguments: str) -> list[str]:
        """The command that squashes the project in the current folder at its head."""
        command = [str(Path(sys.executable).parent / "alembic-squash"), "squash", "."]
        command += ["--revision", "head", "--python", str(self.python), *arguments]
        for name, value in {"DATABASE_URL": "{url}", **self.environment}.items():
            command += ["--env", f"{name}={value}"]
        return command


def generated(folder: Path, revisions: int, runs: int, *, rows: bool = False) -> Subject:
    """A generated history, run by the Python of the bench itself."""
    name = f"generated {revisions:,}" + (" with rows" if rows else "")
    project = make_history(folder / name.replace(" ", "-"), revisions, rows=rows)
    return Subject(name, project, Path(sys.executable), revisions, runs)


def published(folder: Path, name: str, runs: int) -> Subject:
    """A published history, run by an interpreter with its requirements."""
    package = next(each for each in packages() if each.name == name)
    project = make_project(package, folder / name)
    count = len(list((project / "migrations" / "versions").glob("[!_]*.py")))
    return Subject(name, project, interpreter(package), count, runs, package.environment)
