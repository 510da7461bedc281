"""Modules that the checkout itself holds: a registry's package of that name is a stranger's."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

# A pyproject.toml without one of these only configures tools.
_BUILDABLE = ("[project]", "[build-system]", "[tool.poetry]")
_INNER = ("[!.]*", "[!.]*/src", "[!.]*/[!.]*/src")


@dataclass(frozen=True, slots=True)
class Own:
    """A module of the checkout that an interpreter does not find.

    Parameters
    ----------
    files : the folder or file of the module, None where only the name is the project's
    build : the folder that pip installs, None where nothing says how
    """

    files: Path | None
    build: Path | None


def find_own(project: Path, module: str) -> Own | None:
    """Where a module lies in the checkout of a project; None for a foreign one.

    It is looked for in the project's folder and those above it in the repository, in each
    directly, one folder deeper and in a ``src`` below (``packages/one/src``); or the project is
    called like it.

    Parameters
    ----------
    project : the project folder
    module : dotted; its outermost package counts
    """
    top = module.partition(".")[0]
    folders = list(_upwards(project))
    for folder in folders:
        files = _files(folder, top)
        if files is not None:
            behind = [files.parent, *files.parent.parents]
            inside = behind[: behind.index(folders[-1]) + 1]
            return Own(files, next((each for each in inside if _builds(each)), None))
    called = next((each for each in folders if _name(each) == _normal(top)), None)
    return None if called is None else Own(None, called)


def _upwards(project: Path) -> Iterator[Path]:
    """The project's folder and those above it, up to that of the repository."""
    above = [project, *project.parents]
    count = next((n for n, each in enumerate(above, 1) if (each / ".git").exists()), 1)
    yield from above[:count]


def _files(folder: Path, top: str) -> Path | None:
    for place in (folder, *_inner(folder)):
        if (place / top / "__init__.py").is_file() or _namespace(place / top):
            return place / top
        if (place / f"{top}.py").is_file():
            return place / f"{top}.py"
    return None


def _inner(folder: Path) -> list[Path]:
    # What is hidden (.venv, .tox) holds other people's packages.
    below = chain.from_iterable(folder.glob(each) for each in _INNER)
    return sorted(each for each in below if each.is_dir())


def _namespace(folder: Path) -> bool:
    """Whether a folder below ``src`` is a package without ``__init__.py``."""
    return folder.parent.name == "src" and folder.is_dir()


def _builds(folder: Path) -> bool:
    if (folder / "setup.py").is_file():
        return True
    try:
        text = (folder / "pyproject.toml").read_text("utf-8")
    except (OSError, ValueError):
        return False
    return any(each in text for each in _BUILDABLE)


def _name(folder: Path) -> str | None:
    """What a project calls itself in its pyproject.toml, as registries compare names."""
    try:
        written = tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))
        names = [written.get("project"), written.get("tool", {}).get("poetry")]
        return next((_normal(str(each["name"])) for each in names if each and "name" in each), None)
    except (OSError, ValueError, AttributeError, TypeError):
        return None  # Whoever builds it will say what is wrong.


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def from_project(folder: Path, project: Path) -> str:
    """A folder of the checkout as commands in the project's folder name it."""
    return os.path.relpath(folder, project)
