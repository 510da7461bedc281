"""Files as they are changed: one step at a time, each whole or not at all."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Callable, Iterable
from pathlib import Path

Pause = Callable[[int], None]


def digest(path: Path) -> str:
    """Hash (sha256) of a file's content; "" where there is no such file."""
    try:
        with path.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest()
    except FileNotFoundError:
        return ""


def exists(path: Path) -> bool:
    """Whether a name is taken, be it by a link that leads nowhere."""
    return os.path.lexists(path)


def give(path: Path | int, owner: os.stat_result) -> None:
    """Give a file to the account that owns another, where we may."""
    if os.geteuid() == 0:
        os.chown(path, owner.st_uid, owner.st_gid)


class Files:
    """Changes files, one step after the other.

    Parameters
    ----------
    pause : called with the number of steps done after each of them
    """

    def __init__(self, pause: Pause | None = None) -> None:
        self._pause = pause
        self._steps = 0

    def done(self) -> None:
        """Count a step."""
        self._steps += 1
        if self._pause is not None:
            self._pause(self._steps)

    def write(self, path: Path, content: bytes, like: os.stat_result) -> None:
        """Write a new file to the disk, with mode and owner of another; FileExistsError if any."""
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as opened:
            opened.write(content)
            opened.flush()
            os.fchmod(descriptor, like.st_mode & 0o7777)
            give(descriptor, like)
            os.fsync(descriptor)
        self.done()

    def spare(self, path: Path, copy: Path) -> None:
        """A second name for a file, or a copy where the disk knows no second names."""
        try:
            os.link(path, copy, follow_symlinks=False)
        except OSError:
            self.write(copy, path.read_bytes(), path.stat())
        else:
            self.done()

    def rename(self, source: Path, target: Path) -> None:
        """Rename a file, over another if that exists."""
        source.replace(target)
        self.done()

    def remove(self, paths: Iterable[Path]) -> None:
        """Remove files; what is gone already is no error."""
        for path in paths:
            if not exists(path):
                continue  # To remove it would be an error where nothing may be changed.
            with contextlib.suppress(FileNotFoundError):
                path.unlink()
                self.done()

    def remove_folder(self, path: Path) -> None:
        """Remove a folder if it is empty."""
        with contextlib.suppress(OSError):
            path.rmdir()
            self.done()


def sync(files: Iterable[Path]) -> None:
    """Wait until the names in the folders of some files are on the disk."""
    for folder in sorted({path.parent for path in files}):
        with contextlib.suppress(FileNotFoundError):
            descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
