"""The project's interpreter, and how it is found."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Mapping
from pathlib import Path

from squash.errors import ProjectError
from squash.outside import process
from squash.outside.account import User

OLDEST = (3, 6)
_ASK_VERSION = "import sys; sys.stdout.write('%d.%d' % sys.version_info[:2])"
_ANSWER = re.compile(r"\d+\.\d+")
_SYS_PATH = "import json, sys; print(json.dumps([each for each in sys.path if each]))"
_VERSION = re.compile(r"\d+(\.\d+){0,2}")


def no_interpreter(what: str, *, why: str = "", next_step: str = "") -> ProjectError:
    """The error for an interpreter that cannot be used."""
    return ProjectError(
        what,
        why="The project's interpreter runs its env.py. " + why,
        next_step=next_step or "Name another: --python PATH/TO/VENV/bin/python",
    )


def find_python(
    project: Path, asked: str | None, virtual_env: str | None, ours: str, path: str = os.defpath
) -> Path:
    """The project's interpreter.

    Parameters
    ----------
    project : its folder
    asked : a file or a virtual environment, from the current folder or else from the project's;
        or a name or version (``3.12``) that is looked for on the path; None to find it
    virtual_env : the active virtual environment, taken before the project's own
    ours : the last resort, the Python that we run in
    path : folders that programs are looked for in

    Raises ``ProjectError`` where the one asked for does not exist.
    """
    if asked is not None:
        return find_asked(project, asked, path)
    return find_environment(project, virtual_env) or Path(ours)


def find_environment(project: Path, virtual_env: str | None) -> Path | None:
    """The interpreter of the active virtual environment, or else of the project's own.

    One that was made on another machine, and leads nowhere here, is none.
    """
    folders = [Path(virtual_env)] if virtual_env else []
    folders += [project / ".venv", project / "venv"]
    found = (_in_environment(folder) for folder in folders)
    return next((each for each in found if each is not None), None)


def import_path(
    python: Path, project: Path, variables: Mapping[str, str], user: User | None = None
) -> tuple[Path, ...]:
    """The folders in which the project's interpreter finds packages, in its order.

    Parameters
    ----------
    python : the interpreter
    project : the folder it is run in
    variables : its environment
    user : the account it runs as, None for ours

    Raises ``ProjectError`` where it does not run.
    """
    said = process.run(
        [str(python), "-c", _SYS_PATH], env=variables, cwd=project, user=user, error=no_interpreter
    ).text
    # Whatever a site module prints comes first.
    return tuple(project / each for each in json.loads(said.strip().splitlines()[-1]))


def require_known(python: Path, user: User | None = None) -> None:
    """Raise ``ProjectError`` where an interpreter is too old for the probe, or none at all.

    Parameters
    ----------
    user : the account it runs as, None for ours
    """
    said = process.run(
        [str(python), "-c", _ASK_VERSION], env={}, error=no_interpreter, user=user
    ).text
    if not _ANSWER.fullmatch(said):
        raise no_interpreter(
            f"{python} is no Python.", why=f"Asked for its version it says {said[:80]!r}."
        )
    if tuple(int(part) for part in said.split(".")) < OLDEST:
        raise no_interpreter(
            f"{python} is Python {said}.", why="Python 3.6 is the oldest that is supported."
        )


def is_version(asked: str) -> bool:
    """Whether a Python was asked for by its version."""
    return _VERSION.fullmatch(asked) is not None


def find_asked(project: Path, asked: str, path: str) -> Path:
    """The interpreter that was asked for; see `find_python`."""
    for base in (Path.cwd(), project):
        place = Path(os.path.normpath(base / Path(asked).expanduser()))
        found = _in_environment(place)
        if found is not None:
            return found
        if place.is_file() and os.access(place, os.X_OK):
            return place
    if os.sep in asked:
        raise no_interpreter(f"There is no interpreter at {asked}.")
    name = f"python{asked}" if is_version(asked) else asked
    on_path = shutil.which(name, path=path)
    if on_path is None and is_version(asked):
        raise no_interpreter(
            f"There is no {name} on the path.",
            next_step="Name its file: --python PATH/TO/VENV/bin/python; or have the project "
            f"installed with it: --python {asked} --install auto",
        )
    if on_path is None:
        raise no_interpreter(f"There is no {name} on the path.")
    return Path(on_path)


def _in_environment(folder: Path) -> Path | None:
    """The interpreter of a virtual environment; a link is kept, for it finds its packages by it."""
    python = folder / "bin" / "python"
    return python if os.access(python, os.X_OK) else None
