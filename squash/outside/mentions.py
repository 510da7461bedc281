"""Mentions: where the files of a tree still speak of removed revisions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from stat import S_ISREG

from squash.proposal.mentioned import Names, mentions_in
from squash.proposal.pull import Mention

# Code, tests, docs and CI are smaller; what is larger was made by a program.
_LARGEST = 1_000_000  # bytes


def find_mentions(
    top: Path, files: Iterable[str], removed: Mapping[str, str], cut: str, apart: Iterable[str] = ()
) -> tuple[Mention, ...]:
    """Every line that names a removed revision or its file, by file and line.

    Links, files of more than 1 MB and files that are no text are left out.

    Parameters
    ----------
    top : a tree of the repository
    files : to look into, from the top: what git holds
    removed : path of its file, from the top, by the id of each revision that goes
    cut : id of the one that becomes the baseline
    apart : further files to leave out, such as the baseline, which names what it replaces
    """
    names = Names.of(removed, cut)
    left_out = {*removed.values(), *apart}
    found: list[Mention] = []
    for file in sorted(set(files) - left_out):
        content = _content(top / file)
        if content:
            found += mentions_in(file, content, names)
    return tuple(found)


def _content(path: Path) -> bytes:
    """Content of a file of the tree; none for what is no file, too large or unreadable."""
    try:
        about = path.lstat()
        if not S_ISREG(about.st_mode) or about.st_size > _LARGEST:
            return b""
        return path.read_bytes()
    except OSError:
        return b""
