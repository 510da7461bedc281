"""The sources of a project: what its env.py and its revisions import, read and never run."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from squash.errors import HistoryError
from squash.history import IN_ENV, IN_REVISION, Import, imports_of, is_standard, unusual

_ALTERING = (b"sys.path", b"sys.modules", b"sys.meta_path", b"addsitedir")


@dataclass(frozen=True, slots=True)
class Sources:
    """The files of a history, and where Python finds the project's own modules.

    Parameters
    ----------
    project : the project folder; messages name files from there
    env : its env.py
    revisions : its revision files
    folders : where its own modules are looked for, in order
    """

    project: Path
    env: Path
    revisions: tuple[Path, ...]
    folders: tuple[Path, ...]

    @property
    def altered(self) -> bool:
        """Whether env.py says itself where its modules are, so that nobody else can look."""
        content = _content(self.env)
        return any(each in content for each in _ALTERING)

    def direct(self, *, env: bool) -> tuple[Import, ...]:
        """What the files import themselves; revisions only where it is more than is common.

        Parameters
        ----------
        env : whether env.py too; what it lacks shows when it is run, before there is a database
        """
        found = self._read(self.env, IN_ENV) if env else ()
        return tuple(_foreign([*found, *self._of_revisions()]))

    def all(self) -> tuple[Import, ...]:
        """What env.py, the revisions and all modules of the project behind them import.

        The project's own modules are followed and left out.
        """
        found = [*self._read(self.env, IN_ENV), *self._of_revisions()]
        return tuple(_foreign(self._followed(found)))

    def _of_revisions(self) -> Iterator[Import]:
        for file in self.revisions:
            content = _content(file)
            if unusual(content):
                yield from _parsed(self._name(file), content, IN_REVISION)

    def _followed(self, first: Iterable[Import]) -> Iterator[Import]:
        seen: set[Path] = set()
        waiting = list(first)
        while waiting:
            imported = waiting.pop(0)
            own = _find(self.folders, imported)
            if own is None:
                yield imported
                continue
            for file, package in own:
                if file not in seen:
                    seen.add(file)
                    waiting += self._read(file, frozenset(), package)

    def _read(self, file: Path, called: frozenset[str], package: str = "") -> tuple[Import, ...]:
        return _parsed(self._name(file), _content(file), called, package)

    def _name(self, file: Path) -> str:
        return str(file).removeprefix(f"{self.project}{os.sep}")


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        return b""  # Whoever runs it will say so.


def _parsed(
    name: str, content: bytes, called: frozenset[str], package: str = ""
) -> tuple[Import, ...]:
    try:
        return imports_of(name, content, called, package)
    except (HistoryError, SyntaxError, ValueError, RecursionError, MemoryError):
        return ()  # Likewise.


def _foreign(imports: Iterable[Import]) -> Iterator[Import]:
    """Each import of a module that does not belong to Python, once for each file."""
    seen: set[tuple[str, str]] = set()
    for each in imports:
        key = (each.module, each.path)
        if not is_standard(each.top) and key not in seen:
            seen.add(key)
            yield each


def _find(folders: Sequence[Path], imported: Import) -> tuple[tuple[Path, str], ...] | None:
    """The project's files behind an import, each with its package; None for a foreign module."""
    parts = imported.module.split(".")
    for folder in folders:
        if not _begins(folder, parts):
            continue
        files = [_module(folder, parts[:length]) for length in range(1, len(parts) + 1)]
        files += [_module(folder, [*parts, name]) for name in imported.names]
        return tuple(each for each in files if each is not None)
    return None


def _begins(folder: Path, parts: Sequence[str]) -> bool:
    """Whether a folder holds the outermost package of a dotted name.

    A folder without ``__init__.py`` (such as ``alembic/``) is one only where the whole name
    leads to a file in it: an installed package of that name comes first.
    """
    top = folder / parts[0]
    if top.with_name(f"{parts[0]}.py").is_file() or (top / "__init__.py").is_file():
        return True
    return len(parts) > 1 and _module(folder, parts) is not None


def _module(folder: Path, parts: Sequence[str]) -> tuple[Path, str] | None:
    """The file of a module and the package that it belongs to."""
    place = folder.joinpath(*parts)
    package = place / "__init__.py"
    if package.is_file():
        return package, ".".join(parts)
    file = place.with_name(f"{place.name}.py")
    return (file, ".".join(parts[:-1])) if file.is_file() else None
