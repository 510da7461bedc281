"""One running private cluster: a postmaster on a Unix socket, and its end."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from squash.errors import ServerError
from squash.outside import process
from squash.outside.account import User
from squash.outside.run_folder import RunFolder
from squash.outside.server.binaries import PROGRAM_ENV, Binaries
from squash.outside.server.connection import DEFAULT_PORT, Connection
from squash.outside.server.initial import BASE
from squash.outside.server.template import SUPERUSER, Template

START_SECONDS = 60.0
LARGE = 64 << 20  # bytes of databases and their log
WAL = "pg_wal"
LONGEST_SOCKET = 100  # bytes of a socket's path that every kernel takes (Linux 107, macOS 103)


class Cluster:
    """A postmaster, started from a copy of a template.

    Parameters
    ----------
    run : the run's folder; the cluster lives in a new folder of it
    name : that folder's name
    user : the account it runs as, when we are root
    settings : postgresql.conf entries of this run

    `admin` is the connection of its bootstrap superuser, known before it is started.
    """

    def __init__(
        self, run: RunFolder, name: str, user: User | None, settings: Mapping[str, str]
    ) -> None:
        self._user = user
        self._settings = settings
        self._pids = run.pids
        self._folder = run.new(name)
        self._log = self._folder / "log"
        self._sockets = self._socket_folder()
        self.admin = Connection(str(self._sockets), DEFAULT_PORT, SUPERUSER, "", "postgres")
        self._child: process.Child | None = None
        self._data = self._folder / "data"
        self._starts = 0

    def start(self, binaries: Binaries, template: Template) -> None:
        """Start it with nothing in it; what it held before is gone.

        Parameters
        ----------
        binaries, template : the Postgres and its ready-made data directory

        Raises ServerError with the end of the server's log when that fails.
        """
        self._end()
        try:
            self._start(binaries, template)
        except ServerError:
            # The ready-made directory may be damaged: make it again, once.
            template.discard()
            shutil.rmtree(self._data, ignore_errors=True)
            self._start(binaries, template)

    @property
    def log(self) -> str:
        """What the server wrote to its log, nothing before it was started."""
        with suppress(FileNotFoundError):
            return self._log.read_text(encoding="utf-8", errors="replace")
        return ""

    @property
    def running(self) -> bool:
        """Whether its postmaster still runs."""
        return self._child is not None and self._child.poll() is None

    def stop(self) -> None:
        """Stop it at once; nothing in it is worth a checkpoint."""
        self._end()
        if not self._sockets.is_relative_to(self._folder):
            shutil.rmtree(self._sockets, ignore_errors=True)

    @property
    def large(self) -> bool:
        """Whether it takes so much room that it is wanted back before the run ends."""
        room = _size(self._data / WAL)
        with suppress(OSError), os.scandir(self._data / BASE) as databases:
            # Linked ones are everybody's.
            own = [each for each in databases if each.is_dir(follow_symlinks=False)]
            room += sum(_size(Path(each)) for each in own)
        return room > LARGE

    def close(self) -> None:
        """Stop it, and remove its folder where that is worth while: all go with the run's."""
        self.stop()
        if self.large:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _end(self) -> None:
        if self._child is not None:
            self._child.end(signal.SIGQUIT, patience=5.0)

    def _socket_folder(self) -> Path:
        # The server and project code may be other accounts than ours: both must get here.
        self._folder.chmod(0o711 if self._user else 0o700)
        folder = self._folder / "s"
        if len(str(folder / f".s.PGSQL.{DEFAULT_PORT}.lock")) > LONGEST_SOCKET:
            folder = Path(tempfile.mkdtemp(prefix="squash-", dir="/tmp"))
        else:
            folder.mkdir(mode=0o700)
        if self._user:
            shutil.chown(folder, self._user.uid, self._user.gid)
            folder.chmod(0o711)
        return folder

    def _start(self, binaries: Binaries, template: Template) -> None:
        if self._starts:
            self._data = self._folder / f"data-{self._starts}"
        self._starts += 1
        template.copy(self._data)
        with (self._data / "postgresql.conf").open("a", encoding="utf-8") as config:
            for name, value in self._settings.items():
                config.write(f"{name} = '{value}'\n")
        command = (
            str(binaries.bin / "postgres"),
            "-D", str(self._data),
            "-k", str(self._sockets),
            "-h", "",
            "-p", str(DEFAULT_PORT),
        )  # fmt: skip
        with self._log.open("wb") as log:
            child = self._child = process.start(
                command, env=PROGRAM_ENV, error=ServerError, cwd=Path("/"), user=self._user,
                stdout=log, stderr=log, pids=self._pids, stop=signal.SIGQUIT,
            )  # fmt: skip
        try:
            self._await_ready(child, binaries)
        except BaseException:
            child.end(signal.SIGQUIT)
            raise

    def _await_ready(self, child: process.Child, binaries: Binaries) -> None:
        status = self._data / "postmaster.pid"
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            if child.poll() is not None:
                break
            try:
                # The eighth line says how far the server is, padded with blanks.
                if status.read_bytes().split(b"\n")[7].strip() == b"ready":
                    return
            except (OSError, IndexError):
                pass
            time.sleep(0.005)
        raise ServerError(
            f"The private Postgres {binaries.version} did not start.",
            why=process.tail(self.log.encode()) or "It wrote nothing to its log.",
            next_step=f"Try it by hand: {binaries.bin}/postgres --version",
        )


def _size(folder: Path) -> int:
    """Bytes of the files in a folder; those that go meanwhile count nothing."""
    room = 0
    with suppress(OSError), os.scandir(folder) as files:
        for each in files:
            with suppress(OSError):
                room += each.stat(follow_symlinks=False).st_size
    return room
