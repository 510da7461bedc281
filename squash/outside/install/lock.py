"""A lock: the file that says which packages a project runs with, and the tool that made it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

Tool = Literal["uv", "poetry", "pdm", "pipenv", "pip"]

# In this order: a project that exports its lock to requirements.txt has both.
_FILES: tuple[tuple[str, Tool], ...] = (
    ("uv.lock", "uv"),
    ("poetry.lock", "poetry"),
    ("pdm.lock", "pdm"),
    ("Pipfile.lock", "pipenv"),
    ("requirements.txt", "pip"),
)
_CARET = re.compile(r"\^\s*(\d+)\.?(\d+)?")
_TILDE = re.compile(r"~\s*(\d+)\.(\d+)")


@dataclass(frozen=True, slots=True)
class Lock:
    """A lock file.

    Parameters
    ----------
    tool : which tool it belongs to
    file : where it is, absolute
    """

    tool: Tool
    file: Path

    @property
    def folder(self) -> Path:
        """The folder that it lies in, which its tool is run in."""
        return self.file.parent


def find_lock(project: Path, top: Path) -> Lock | None:
    """The lock file of a project: in its folder, or in the nearest one above.

    Parameters
    ----------
    project : the project folder
    top : the folder of its repository, the last that is looked in
    """
    for folder in _upwards(project, top):
        for name, tool in _FILES:
            if (folder / name).is_file():
                return Lock(tool, folder / name)
        others = other_requirements(folder)
        if len(others) == 1:
            return Lock("pip", others[0])
    return None


def other_requirements(folder: Path) -> tuple[Path, ...]:
    """Requirement files of other names in a folder, by name; which one is meant nobody knows."""
    found = [*folder.glob("requirements*.txt"), *folder.glob("requirements/*.txt")]
    return tuple(sorted(each for each in found if each.is_file()))


def python_request(lock: Lock) -> str | None:
    """The Python that a lock was made for, as uv is asked for it; None where it finds that itself.

    uv reads ``.python-version`` and ``requires-python`` itself, but not what Poetry and Pipenv
    write in their locks.
    """
    try:
        if lock.tool == "poetry":
            import tomllib

            written = tomllib.loads(lock.file.read_text("utf-8"))["metadata"]["python-versions"]
            return _specifiers(str(written))
        if lock.tool == "pipenv":
            import json

            requires: dict[str, Any] = json.loads(lock.file.read_bytes())["_meta"]["requires"]
            asked = requires.get("python_full_version") or requires.get("python_version")
            return str(asked) if asked else None
    except (OSError, KeyError, TypeError, ValueError):
        pass  # The tool will say what is wrong with its file.
    return None


def _upwards(project: Path, top: Path) -> list[Path]:
    folders = [project, *project.parents]
    return folders[: folders.index(top) + 1] if top in folders else [project]


def _specifiers(written: str) -> str | None:
    """Poetry's way to write versions as everybody's; None for alternatives and for any."""
    if "|" in written or written.strip() in ("", "*"):
        return None
    parts = []
    for part in (each.strip() for each in written.split(",")):
        if caret := _CARET.match(part):
            parts.append(f">={part.lstrip('^ ')},<{int(caret[1]) + 1}")
        elif tilde := _TILDE.match(part):
            parts.append(f">={part.lstrip('~ ')},<{tilde[1]}.{int(tilde[2]) + 1}")
        else:
            parts.append(part.replace(" ", ""))
    return ",".join(parts)
