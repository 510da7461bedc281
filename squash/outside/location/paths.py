"""The paths that a configuration writes down, turned into folders without importing anything."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path

from squash.errors import UsageError
from squash.outside.location.ini import Options

Folders = Callable[[], Sequence[Path]]
_SEPARATORS = {"space": " ", "newline": "\n", "os": os.pathsep, ":": ":", ";": ";"}


class Paths:
    """Turns what a configuration says into folders.

    Parameters
    ----------
    root : the project folder
    options : what its configuration says
    sys_path : gives further folders with packages; asked only for one that is nowhere else
    """

    def __init__(self, root: Path, options: Options, sys_path: Folders) -> None:
        here = options.here
        starts = [root, *(root / each for each in _prepended(options)), root / "src"]
        starts += [here, here / "src"]
        self.packages = _once(starts)
        self._sys_path: Folders | None = sys_path
        # Alembic takes relative paths from the current folder; people also run it beside the ini.
        self._bases = (root, here)

    def folder(self, written: str) -> tuple[Path | None, str | None]:
        """The folder behind a written path (None where it is absent), and its package."""
        if ":" in written and not Path(written).is_absolute():
            package, *parts = written.split(":")
            inner = Path(*package.split("."), *parts)
            found = self._first(self.packages, inner)
            if found is None and self._sys_path is not None:
                self.packages = _once([*self.packages, *self._sys_path()])
                self._sys_path = None
                found = self._first(self.packages, inner)
            return found, package
        return self._first(self._bases, Path(written)), None

    @staticmethod
    def _first(bases: Sequence[Path], inner: Path) -> Path | None:
        for base in bases:
            found = Path(os.path.normpath(base / inner))
            if found.is_dir():
                return found
        return None


def _once(folders: Sequence[Path]) -> tuple[Path, ...]:
    return tuple(dict.fromkeys(Path(os.path.normpath(each)) for each in folders))


def version_locations(paths: Paths, options: Options) -> tuple[Path, ...]:
    """The folders of `version_locations`; empty where the option is not set."""
    written = options.strings("version_locations")
    if isinstance(written, str):
        separator = _separator(options, "path_separator", "version_path_separator")
        if separator is None:
            written = re.split(r", *|(?: +)", written)
        else:
            written = [each.strip() for each in written.split(separator)]
    found = []
    for each in filter(None, written or ()):
        # Alembic passes over version locations that do not exist; the reader says so.
        folder, _ = paths.folder(each)
        found.append(folder or Path(os.path.normpath(options.here / each)))
    return tuple(dict.fromkeys(found))


def _prepended(options: Options) -> list[str]:
    written = options.strings("prepend_sys_path")
    if isinstance(written, str):
        separator = _separator(options, "path_separator")
        written = (
            re.split(r", *|(?: +)|:", written) if separator is None else written.split(separator)
        )
    return [each.strip() for each in written or () if each.strip()]


def prepended_text(options: Options) -> str | None:
    """`prepend_sys_path` as one text."""
    written = options.strings("prepend_sys_path")
    return written if written is None or isinstance(written, str) else os.pathsep.join(written)


def _separator(options: Options, *names: str) -> str | None:
    for name in names:
        word = options.text(name)
        if word is not None:
            if word not in _SEPARATORS:
                raise UsageError(
                    f"{options.origin()}: {name} = {word} is not a separator.",
                    why="Alembic knows os, space, newline, : and ;",
                    next_step=f"Write: {name} = os",
                )
            return _SEPARATORS[word]
    return None
