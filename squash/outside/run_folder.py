"""The folder of one run: its servers' data, its process notes, its lock and its watchdog."""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
import shutil
import signal
import stat
import sys
import tempfile
import time
import zlib
from collections.abc import Sequence
from pathlib import Path

from squash.errors import ServerError
from squash.outside import leftovers, process
from squash.outside.account import User

PREFIX = "alembic-squash-"
UNFINISHED = ".alembic-squash-new-"
MEMORY = Path("/dev/shm")
ROOM = 1 << 30  # bytes that must be free where servers keep their data
UNFINISHED_SECONDS = 60.0


def new_run_id() -> str:
    """Twelve hexadecimal digits, the last four a checksum: a name cannot be ours by chance."""
    random = secrets.token_hex(4)
    return random + _checksum(random)


def is_run_id(text: str) -> bool:
    """Whether a text is the id of a run of ours, of today or of long ago."""
    return len(text) == 12 and text[8:] == _checksum(text[:8])


def _checksum(text: str) -> str:
    return f"{zlib.crc32(b'alembic-squash ' + text.encode()) & 0xFFFF:04x}"


class Watchdog:
    """A small process that clears a run's folder when the run dies without a word.

    Parameters
    ----------
    folder : the run's folder, with its lock and its process notes
    """

    def __init__(self, folder: Path) -> None:
        # The kernel closes our end of the pipe when we die, even by SIGKILL.
        reading, self._writing = os.pipe()
        command = (sys.executable, "-I", "-S", leftovers.__file__, str(folder))
        try:
            self.child = process.start(command, env={}, error=ServerError, stdin=reading)
        finally:
            os.close(reading)

    def close(self) -> None:
        """End it without a deed: the run cleans up by itself."""
        self.child.end(signal.SIGKILL)
        os.close(self._writing)


class RunFolder:
    """A folder that is gone a few seconds after its run, however that ends.

    Parameters
    ----------
    base : the folder it is made in
    run : the run's id

    `path` is the folder, `pids` its folder of process notes, `run` the id.
    """

    def __init__(self, base: Path, run: str) -> None:
        self.run = run
        self.path = base / f"{PREFIX}{run}"
        self.pids = self.path / leftovers.PIDS
        # The lock is held before the folder has a name that a sweep looks for.
        unfinished = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=base))
        self._lock = os.open(unfinished / leftovers.LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        (unfinished / leftovers.PIDS).mkdir(mode=0o700)
        # Servers and project code may run as another account when we are root.
        unfinished.chmod(0o711 if os.geteuid() == 0 else 0o700)
        unfinished.rename(self.path)
        self._watchdog = Watchdog(self.path)
        self._removing: process.Child | None = None

    def new(self, name: str, user: User | None = None, *, passable: bool = False) -> Path:
        """A new, empty folder in it.

        Parameters
        ----------
        user : the account that it belongs to, None for ours
        passable : whether other accounts reach what they know the names of in it
        """
        folder = self.path / name
        folder.mkdir(mode=0o700)
        if user is not None:
            os.chown(folder, user.uid, user.gid)
        if passable:
            folder.chmod(0o711)
        return folder

    def empty(self) -> None:
        """End everything noted and begin to remove the rest; `close` waits for that."""
        leftovers.end(self.pids, patience=1.0)
        # The lock stays to the end: without it nobody would know that the folder is in use.
        rest = [str(each) for each in self.path.iterdir() if each.name != leftovers.LOCK]
        # Several times as fast as Python.
        command = ("rm", "-rf", "--", *rest)
        self._removing = process.start(command, env={"PATH": os.defpath}, error=ServerError)

    def close(self) -> None:
        """End everything noted, remove the folder. Calling it again does nothing."""
        if self._lock < 0:
            return
        if self._removing is None:
            self.empty()
        if self._removing is not None:
            self._removing.wait()
        leftovers.remove(self.path)  # What a dying server still wrote comes after the others.
        self._watchdog.close()
        os.close(self._lock)
        self._lock = -1

    def __enter__(self) -> RunFolder:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def bases(temporary: Path | None = None, memory: Path = MEMORY) -> tuple[Path, ...]:
    """Where run folders may lie: memory first, then the folder for temporary files."""
    places = (memory, temporary or Path(tempfile.gettempdir()))
    return tuple(place for place in places if os.access(place, os.W_OK | os.X_OK))


def open_run_folder(places: Sequence[Path], run: str | None = None, room: int = ROOM) -> RunFolder:
    """Sweep what dead runs left, then make the folder of this run where there is room.

    Parameters
    ----------
    places : folders to choose from, best first; see `bases`
    run : the run's id, a new one when None
    room : bytes that must be free there; the last place is taken whatever it has

    Raises ServerError when there is no place that can be written to.
    """
    if not places:
        raise ServerError(
            "There is no folder for the data of the private server.",
            why="Neither /dev/shm nor the folder for temporary files can be written to.",
            next_step="Set TMPDIR to a folder that can, with 1 GB free.",
        )
    sweep(places)
    for place in places:
        if place == places[-1] or shutil.disk_usage(place).free >= room:
            break
    try:
        return RunFolder(place, run or new_run_id())
    except OSError as problem:
        raise ServerError(
            f"No folder can be made in {place}: {problem.strerror}.",
            why="The private server keeps its data there.",
            next_step="Set TMPDIR to a folder that can be written to, with 1 GB free.",
        ) from problem


def sweep(places: Sequence[Path]) -> tuple[Path, ...]:
    """End and remove what dead runs of this account left; never what a live run uses.

    Returns the folders that were removed.
    """
    removed = []
    for place in places:
        for folder in sorted(place.glob(f"{PREFIX}*")):
            own = is_run_id(folder.name.removeprefix(PREFIX)) and _is_own(folder)
            if own and leftovers.clear(folder):
                removed.append(folder)
        for folder in sorted(place.glob(f"{UNFINISHED}*")):
            if _is_own(folder, UNFINISHED_SECONDS):
                leftovers.remove(folder)
                removed.append(folder)
    return tuple(removed)


def _is_own(folder: Path, age: float = 0.0) -> bool:
    with contextlib.suppress(OSError):
        status = folder.lstat()
        mine = status.st_uid == os.geteuid() and stat.S_ISDIR(status.st_mode)
        return mine and time.time() - status.st_mtime >= age
    return False
