"""The files of a data directory: copied for an account that may be another than ours."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from squash.errors import ServerError
from squash.outside.account import User

_CHUNK = 1 << 20  # bytes


def copy_files(
    source: Path,
    target: Path,
    user: User | None,
    leave_out: Callable[[str, list[str]], Iterable[str]] | None = None,
) -> None:
    """Copy a folder with all that is in it; only the new owner reads the copy.

    Parameters
    ----------
    target : must not exist
    user : the new owner, None for ourselves
    leave_out : of a folder and the names in it, those that are not copied

    Raises ServerError where the disk does not take it.
    """
    try:
        shutil.copytree(source, target, copy_function=partial(_copy, user), ignore=leave_out)
        for folder, _, _ in os.walk(target):
            own(folder, user)
        target.chmod(0o700)  # The server insists.
    except OSError as problem:
        raise not_copied(target, problem) from problem


def own(path: str | Path, user: User | None) -> None:
    """Give a file or folder to an account."""
    if user:
        os.chown(path, user.uid, user.gid, follow_symlinks=False)


def _copy(user: User | None, source: str, target: str) -> None:
    # Not by cp nor shutil: copies within the kernel take up to ten times as long on the overlay of
    # a container (measured with coreutils 9.7), and for a thousand small files shutil's own
    # precautions cost as much as the copying.
    reading = os.open(source, os.O_RDONLY)
    try:
        writing = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            while chunk := os.read(reading, _CHUNK):
                _write(writing, chunk)
            if user:
                os.fchown(writing, user.uid, user.gid)
        finally:
            os.close(writing)
    finally:
        os.close(reading)


def _write(file: int, chunk: bytes) -> None:
    while chunk:
        chunk = chunk[os.write(file, chunk) :]


def not_copied(target: Path, problem: OSError) -> ServerError:
    """The error for a disk that did not take a data directory; copytree collects its reasons."""
    collected = problem.args[0] if isinstance(problem, shutil.Error) else ()
    reason = collected[0][2] if collected else problem.strerror or str(problem)
    return ServerError(
        f"The private server's data directory cannot be made in {target.parent}: {reason}.",
        why="Every replay has a server of its own there, until the run ends.",
        next_step="Make room there, or set TMPDIR to a folder that has it.",
    )
