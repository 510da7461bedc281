"""Orphans: files beside the migrations that only removed revisions use; listed, never deleted."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath

from squash.outside.worktree.builder import NOT_CODE

# What Alembic and its users keep beside revisions for everybody.
_COMMON = ("env.py", "__init__.py", "script.py.mako", "alembic.ini")
_LARGE = 1 << 20  # bytes; a larger file is data that names nobody


def orphans(
    candidates: Sequence[str], removed: Mapping[str, str], others: Mapping[str, str]
) -> tuple[str, ...]:
    """Files that only removed revisions name, directly or through each other.

    Parameters
    ----------
    candidates : paths (posix) of data files and helper modules
    removed : text of the removed revision files by path
    others : text of everything else that may name a candidate, by path; candidates among it

    Returns
    -------
    Those named by a removed file, or called like one, and by nothing that stays; in order.
    """
    going, staying = dict(removed), dict(others)
    stems = {PurePosixPath(path).stem for path in removed}
    found: set[str] = set()
    while True:
        gone, left = "\n".join(going.values()), staying
        new = [
            each
            for each in candidates
            if each not in found
            and (PurePosixPath(each).stem in stems or _is_named(each, gone))
            and not _is_named(each, "\n".join(t for p, t in left.items() if p != each))
        ]
        if not new:
            return tuple(each for each in candidates if each in found)
        found.update(new)
        # What only an orphan uses is an orphan too.
        going |= {each: staying.pop(each) for each in new if each in staying}


def _is_named(path: str, text: str) -> bool:
    """Whether a text names a file: as a word, or as the module of an import."""
    name = PurePosixPath(path)
    if _word(name.name).search(text):
        return True
    imported = rf"^[ \t]*(?:from|import)\b[^\n#]*(?<![\w]){re.escape(name.stem)}(?!\w)"
    return name.suffix == ".py" and re.search(imported, text, re.MULTILINE) is not None


def _word(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w.-]){re.escape(name)}(?![\w-]|\.\w)")


def find_orphans(
    project: Path,
    removed: Sequence[Path],
    kept: Sequence[Path],
    folders: Sequence[Path],
) -> tuple[Path, ...]:
    """Find the orphans of a squash, before it is applied.

    Parameters
    ----------
    project : the project folder; it is not searched as a whole
    removed, kept : revision files
    folders : script and version locations, searched with what is below them
    """
    revisions = {*removed, *kept}
    near: dict[Path, None] = {}
    for folder in folders:
        if not project.is_relative_to(folder):
            near |= dict.fromkeys(each for each in _below(folder) if each not in revisions)
    candidates = [each for each in near if each.name not in _COMMON]
    others = [*kept, *near, *(folder / name for folder in folders for name in _COMMON)]
    names = orphans(
        [each.as_posix() for each in candidates],
        {each.as_posix(): _text(each) for each in removed},
        {each.as_posix(): _text(each) for each in others},
    )
    return tuple(Path(each) for each in names)


def _below(folder: Path) -> Iterator[Path]:
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(
            each for each in folders if each not in NOT_CODE and not each.startswith((".", "__"))
        )
        for name in sorted(files):
            if not name.startswith(".") and not name.endswith((".pyc", ".pyo")):
                yield Path(root, name)


def _text(path: Path) -> str:
    try:
        status = path.stat()
        # Who opens a named pipe waits for somebody to write to it.
        if not stat.S_ISREG(status.st_mode):
            return ""
        if status.st_size > _LARGE and path.suffix != ".py":
            return ""
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
