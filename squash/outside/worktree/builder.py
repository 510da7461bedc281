"""A builder: makes the folders, copies and links of a mirror and remembers them."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from pathlib import Path

from squash.outside.entry import is_folder, is_plain_file

# A file of this size on the way to the migrations is data, not code: linked, not copied.
LARGE = 1 << 20  # bytes
NOT_CODE = ("node_modules", ".git", ".hg", ".svn", ".tox", ".nox", ".venv")

Pair = tuple[str, str]  # the original's path, its place in the mirror
Made = tuple[tuple[Pair, ...], tuple[Pair, ...], tuple[Pair, ...]]


def lexical(path: Path) -> Path:
    """A path made absolute without following links."""
    return Path(os.path.normpath(Path.cwd() / path))


class Builder:
    """Makes a mirror, entry by entry, and remembers what it made.

    Parameters
    ----------
    project, real, into : see `mirror`
    repository : what stands for the folder of the same name in which the project has its own
    """

    def __init__(
        self,
        project: Path = Path(os.sep),
        real: frozenset[str] = frozenset(),
        into: str = "",
        repository: tuple[str, Path] | None = None,
    ) -> None:
        self._into = into
        self._repository = repository
        holding = {str(each) for each in (project, *project.parents)}
        # A location that holds the project itself is on the way: nobody wants its .venv copied.
        self._whole = real - holding
        self._way = {str(parent) for each in real for parent in Path(each).parents}
        self._way |= holding | real
        self._folders: list[Pair] = []
        self._files: list[Pair] = []
        self._links: list[Pair] = []
        self._trees: list[Pair] = []

    @property
    def made(self) -> Made:
        """What was made: folders, copied files, links; each as (original, copy).

        A link to what is in the mirror itself has a relative path in place of an original.
        """
        return tuple(self._folders), tuple(self._files), tuple(self._links)

    def roots(self, into: Path, trees: Sequence[tuple[Path, Path]]) -> None:
        """Make the folder that holds the copies."""
        self._trees = [(str(original), str(copy)) for original, copy in trees]
        into.mkdir(parents=True)
        for folder in dict.fromkeys((into, *(copy.parent for _, copy in trees))):
            folder.mkdir(exist_ok=folder == into)
            folder.chmod(0o755)

    def fill(self, original: str, copy: str, whole: bool) -> None:
        """Copy a folder: `whole`, or only what leads to a location."""
        self.folder(original, copy)
        with os.scandir(original) as entries:
            for entry in entries:
                # From the parent, not entry.path: the parent's own spelling is what is mapped.
                source, target = f"{original}/{entry.name}", f"{copy}/{entry.name}"
                if self._repository and source == self._repository[0]:
                    self.link(str(self._repository[1]), target)
                if entry.name in ("__pycache__", ".git") or source == self._into:
                    continue
                if is_folder(entry) and (source in self._way or (whole and self._is_code(entry))):
                    self.fill(source, target, whole or source in self._whole)
                elif is_plain_file(entry) and (whole or self._is_small(entry)):
                    self.copy(source, target)
                else:
                    within = entry.is_symlink() and self._within(source, copy)
                    self.link(within or source, target)

    def _within(self, source: str, holding: str) -> str:
        """The way to what a link leads to, where that is real in the mirror; else empty.

        Parameters
        ----------
        source : the original
        holding : the folder of the mirror that gets the link
        """
        real = Path(os.path.realpath(source))
        inside = str(real) in self._way or any(str(each) in self._whole for each in real.parents)
        if not inside:
            return ""
        for original, copy in reversed(self._trees):
            if real.is_relative_to(original):
                return os.path.relpath(Path(copy, real.relative_to(original)), holding)
        return ""

    def folder(self, original: str, copy: str) -> None:
        """Make a real folder."""
        made = Path(copy)
        made.mkdir()
        made.chmod(0o755)  # Whatever the umask: another account may run what is in it.
        self._folders.append((original, copy))

    def copy(self, original: str, copy: str, source: str = "") -> None:
        """Copy a file, with mode and time; from `source` where that is another copy of it."""
        # Bare descriptors: with thousands of small files, objects around them cost more than they.
        reading = os.open(source or original, os.O_RDONLY)
        try:
            status = os.fstat(reading)
            writing = os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            try:
                while data := os.read(reading, LARGE):
                    while data:
                        data = data[os.write(writing, data) :]
                os.fchmod(writing, status.st_mode & 0o7777)
                os.utime(writing, ns=(status.st_atime_ns, status.st_mtime_ns))
            finally:
                os.close(writing)
        finally:
            os.close(reading)
        self._files.append((original, copy))

    def link(self, original: str, copy: str) -> None:
        """Link to the original."""
        Path(copy).symlink_to(original)
        self._links.append((original, copy))

    def add(self, original: Path, copy: Path, content: bytes) -> None:
        """Write a file that has no original, into a folder that is one of the mirror's own."""
        assert str(copy.parent) in {made for _, made in self._folders}, f"{copy} leads elsewhere"
        copy.write_bytes(content)
        copy.chmod(0o644)
        self._files.append((str(lexical(original)), str(copy)))

    def share(self) -> None:
        """Let every account read all of it and add to it, and none change what is there.

        We go on reading it: what is in it must stay what we put there.
        """
        for _, copy in self._folders:
            Path(copy).chmod(0o1777)
        for _, copy in self._files:
            file = Path(copy)
            file.chmod(stat.S_IMODE(file.stat().st_mode) | 0o444)

    @staticmethod
    def _is_code(entry: os.DirEntry[str]) -> bool:
        installed = Path(entry.path, "pyvenv.cfg").exists()
        return not (entry.is_symlink() or entry.name in NOT_CODE or installed)

    @staticmethod
    def _is_small(entry: os.DirEntry[str]) -> bool:
        return entry.stat().st_size < LARGE and os.access(entry.path, os.R_OK)
