"""The revision files of a location, found as Alembic finds them and read as text."""

from __future__ import annotations

import ast
import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from squash.errors import At, HistoryError
from squash.history import History, Revision, constants, parse_revision
from squash.outside.entry import is_folder
from squash.outside.location import Location

# Names that Alembic passes over.
_OTHERS = (".#", "__init__")


def read_history(location: Location) -> History:
    """Read every revision file of a location and join them to a history.

    Raises
    ------
    HistoryError : no file at all, one that cannot be read, or files that form no history
    """
    files = revision_files(location)
    if not files:
        folders = ", ".join(str(each) for each in location.version_locations)
        raise HistoryError(
            f"There is no revision file in {folders}.",
            why="Alembic looks there for files that end in .py.",
            next_step="Check version_locations and recursive_version_locations in "
            f"{location.config_file or location.script_location}.",
        )
    imports = _Imports(location)
    with _paused_collector():
        return History.of([_read(location, file, imports) for file in files])


def revision_files(location: Location) -> tuple[str, ...]:
    """Paths of the files that Alembic would load as revisions, each once, folder by folder.

    Raises
    ------
    HistoryError : a folder that cannot be listed, or a compiled revision without its source
    """
    seen: set[str] = set()
    found: list[str] = []
    for folder in location.version_locations:
        if not folder.exists():
            continue
        for entry in _entries(folder, location):
            real = os.path.realpath(entry.path) if entry.is_symlink() else entry.path
            if real not in seen:
                seen.add(real)
                found.append(entry.path)
    return tuple(found)


def would_load(location: Location, path: Path) -> bool:
    """Whether Alembic would take a file of this path for a revision, were it there."""
    if path.suffix != ".py" or path.name.startswith(_OTHERS):
        return False
    folders = [each.resolve() for each in location.version_locations]
    return any(each in folders for each in (path.parents if location.recursive else [path.parent]))


def _entries(folder: Path, location: Location) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(os.path.realpath(folder)) as scan:
            entries = sorted(scan, key=lambda each: each.name)
    except OSError as error:
        raise _unreadable(str(folder), error) from error
    names = {each.name for each in entries}
    for entry in entries:
        if is_folder(entry):
            continue
        if entry.name.startswith(_OTHERS):
            continue
        if entry.name.endswith(".py"):
            yield entry
        elif location.sourceless and _compiled_alone(entry.name, names):
            raise _sourceless(entry.path)
    if location.sourceless and "__pycache__" in names:
        _refuse_compiled(folder / "__pycache__", names)
    if location.recursive:
        for entry in entries:
            # Like Alembic's own walk: linked folders are not entered.
            if entry.is_dir(follow_symlinks=False) and not entry.name.endswith("__pycache__"):
                yield from _entries(Path(entry.path), location)


def _compiled_alone(name: str, names: set[str]) -> bool:
    return name.endswith((".pyc", ".pyo")) and name[:-1] not in names


def _refuse_compiled(cache: Path, names: set[str]) -> None:
    sources = {each.partition(".")[0] for each in names}
    for file in sorted(cache.iterdir()):
        stem = file.name.partition(".")[0]
        compiled = file.suffix in (".pyc", ".pyo") and not file.name.startswith("__init__")
        if compiled and stem not in sources:
            raise _sourceless(str(file))


def _sourceless(path: str) -> HistoryError:
    return HistoryError(
        f"{path}: a compiled revision without its source.",
        why="With sourceless = true Alembic loads it as a revision, and a history is read from "
        "source only.",
        next_step="Bring the .py file back; or delete the compiled file, if it is a left-over.",
        at=[At(path)],
    )


def _read(location: Location, file: str, imports: _Imports) -> Revision:
    name = file.removeprefix(f"{location.project}{os.sep}")
    try:
        content = Path(file).read_bytes()
    except OSError as error:
        raise _unreadable(name, error) from error
    return parse_revision(name, content, imports.constant)


def _unreadable(name: str, error: OSError) -> HistoryError:
    return HistoryError(
        f"{name}: cannot be read: {error.strerror or error}.",
        why="Every revision file must be read to know the history.",
        next_step="Give the user of this run the right to read it, or mend the link.",
        at=[At(name)],
    )


class _Imports:
    """Constants of the project's own modules, read from their source."""

    def __init__(self, location: Location) -> None:
        self._folders = location.search_path
        self._modules: dict[str, dict[str, object]] = {}

    def constant(self, dotted: str) -> object:
        """The constant behind a dotted name; LookupError where there is none."""
        module, _, name = dotted.rpartition(".")
        if not module or module.startswith("."):
            raise LookupError(dotted)
        if module not in self._modules:
            self._modules[module] = self._load(module)
        return self._modules[module][name]

    def _load(self, module: str) -> dict[str, object]:
        inner = Path(*module.split("."))
        for folder in self._folders:
            for file in (folder / inner.with_suffix(".py"), folder / inner / "__init__.py"):
                if file.is_file():
                    try:
                        return constants(ast.parse(file.read_bytes()))
                    except (SyntaxError, ValueError, OSError):
                        return {}
        return {}


@contextmanager
def _paused_collector() -> Iterator[None]:
    # A syntax tree is thousands of short-lived objects without cycles worth looking for.
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
