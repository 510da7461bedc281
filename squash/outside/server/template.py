"""The ready-made data directory that every private cluster is a copy of."""

from __future__ import annotations

import fcntl
import hashlib
import os
import pwd
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from squash.errors import ServerError
from squash.outside import leftovers, process
from squash.outside.account import User, current_user_name
from squash.outside.server.binaries import Binaries
from squash.outside.server.files import copy_files
from squash.outside.server.initial import BASE, InitialDatabases

SUPERUSER = "postgres"
# Ours for speed: nothing here outlives the run, so nothing need survive a crash. No autovacuum,
# so that nobody else touches a database that is being copied. wal_level lets a history create
# logical slots; the files of the log are not filled beforehand, and used again. Shared memory lies
# in the data directory and goes with it. The rest is what initdb gives everybody.
CONFIG = """
listen_addresses = ''
dynamic_shared_memory_type = mmap
fsync = off
synchronous_commit = off
full_page_writes = off
autovacuum = off
jit = off
wal_level = logical
min_wal_size = 32MB
max_wal_size = 1GB
wal_init_zero = off
checkpoint_timeout = 1h
shared_buffers = 64MB
max_connections = 100
max_parallel_workers_per_gather = 0
max_parallel_maintenance_workers = 0
log_min_messages = warning
"""
# What the official image and Debian give: UTF8, English stemming; C.UTF-8 because it sorts the
# same on every machine. A C library without it gets C.
INITDB = (
    "--encoding=UTF8",
    "--text-search-config=english",
    "--auth-local=trust",
    "--auth-host=reject",
    "--wal-segsize=1",
    "--no-sync",
    f"--username={SUPERUSER}",
)
# Maps of free space and visibility: a quarter of the files to copy, made anew when needed.
FORKS = ("*_fsm", "*_vm")
UNFINISHED = ".new-"
UNFINISHED_SECONDS = 600.0  # no initdb takes that long; its maker was killed
LOCALES = ("C.UTF-8", "C")
BAKED = Path("/opt/alembic-squash/data")  # Where the container image keeps its own.


def default_cache(environment: Mapping[str, str], *, root: bool) -> Path:
    """Where ready-made data directories are kept.

    As root a folder that the server's own account can read, since /root is closed to it.
    """
    if root:
        return Path("/var/cache/alembic-squash")
    home = environment.get("XDG_CACHE_HOME", "")
    if not home.startswith("/"):
        home = str(Path(environment.get("HOME", "/tmp"), ".cache"))
    return Path(home, "alembic-squash")


class Template:
    """A data directory made by initdb once, and kept.

    Parameters
    ----------
    binaries : the Postgres it belongs to
    cache : folder it is kept in, made when absent
    user : the account that owns it, when we are root
    initial : keeps the databases of initdb for all copies; None gives each copy its own
    baked : folder of those that were made beforehand and that every account can read
    """

    def __init__(
        self,
        binaries: Binaries,
        cache: Path,
        user: User | None,
        initial: InitialDatabases | None = None,
        *,
        baked: Path = BAKED,
    ) -> None:
        self._binaries = binaries
        self._cache = cache
        self._user = user
        self._initial = initial
        self._owner = user.uid if user else os.geteuid()
        key = "\n".join(
            (binaries.text, str(binaries.bin.resolve()), CONFIG, *INITDB, *LOCALES, *FORKS)
        )
        digest = hashlib.sha256(key.encode()).hexdigest()[:16]
        name = f"data-{binaries.version}-{digest}"
        self.path = cache / name
        self._baked: Path | None = baked / name

    def copy(self, target: Path) -> None:
        """Copy it to `target`, which must not exist; make it first when it is not there.

        Raises ServerError with the output of initdb, or where the disk is full.
        """
        if self._baked and _holds_data(self._baked):
            self._copy(self._baked, target)
            return
        # Others may copy at the same time, nobody may remove it.
        with self._locked(fcntl.LOCK_SH) as lock:
            while not self._valid():
                fcntl.flock(lock, fcntl.LOCK_EX)
                if not self._valid():
                    leftovers.remove(self.path)
                    self._make()
                fcntl.flock(lock, fcntl.LOCK_SH)
            self._copy(self.path, target)

    def bake(self) -> None:
        """Make it for every account of this machine to copy."""
        self._cache.mkdir(parents=True, exist_ok=True)
        self._make()
        for folder, _, names in os.walk(self.path):
            Path(folder).chmod(0o755)
            for name in names:
                Path(folder, name).chmod(0o644)

    def discard(self) -> None:
        """Remove it, because a server did not start from a copy of it."""
        self._baked = None
        with self._locked(fcntl.LOCK_EX):
            leftovers.remove(self.path)
            if self._initial is not None:
                self._initial.discard()

    def _copy(self, source: Path, target: Path) -> None:
        databases = str(source / BASE)
        shared = self._initial is not None

        def left_out(folder: str, names: list[str]) -> list[str]:
            return names if shared and folder == databases else []

        copy_files(source, target, self._user, left_out)
        if self._initial is not None:
            self._initial.give(source, target)
        hba, ident = _rights()
        (target / "pg_hba.conf").write_text(hba, encoding="utf-8")
        (target / "pg_ident.conf").write_text(ident, encoding="utf-8")

    def _valid(self) -> bool:
        try:
            return self.path.lstat().st_uid == self._owner and _holds_data(self.path)
        except OSError:
            return False

    @contextmanager
    def _locked(self, how: int) -> Iterator[int]:
        try:
            self._cache.mkdir(parents=True, exist_ok=True, mode=0o755)
            lock = os.open(f"{self.path}.lock", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as problem:
            raise ServerError(
                f"The cache folder {self._cache} cannot be written to: {problem.strerror}.",
                why="The ready-made data directory of the private server is kept there.",
                next_step="Set XDG_CACHE_HOME to a folder that can be written to.",
            ) from problem
        try:
            fcntl.flock(lock, how)
            yield lock
        finally:
            os.close(lock)

    def _make(self) -> None:
        for forgotten in self._cache.glob(f"{UNFINISHED}*"):
            if time.time() - forgotten.stat().st_mtime > UNFINISHED_SECONDS:
                leftovers.remove(forgotten)
        unfinished = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=self._cache))
        try:
            if self._user:
                os.chown(unfinished, self._user.uid, self._user.gid)
            data = unfinished / "data"
            self._initdb(data)
            for fork in (path for pattern in FORKS for path in data.rglob(pattern)):
                fork.unlink()
            with (data / "postgresql.conf").open("a", encoding="utf-8") as config:
                config.write(CONFIG)
            data.rename(self.path)
        finally:
            leftovers.remove(unfinished)

    def _initdb(self, data: Path) -> None:
        for locale in LOCALES:
            finished = process.run(
                (str(self._binaries.bin / "initdb"), f"--pgdata={data}", f"--locale={locale}",
                 *INITDB),
                env={"PATH": os.defpath, "TZ": "UTC"},
                error=ServerError, user=self._user, cwd=Path("/"), timeout=120, check=False,
            )  # fmt: skip
            if finished.code == 0:
                return
            leftovers.remove(data)
        raise process.failure(finished, ServerError)


def _holds_data(folder: Path) -> bool:
    try:
        return (folder / "global" / "pg_control").stat().st_size > 0
    except OSError:
        return False


def _rights() -> tuple[str, str]:
    """pg_hba.conf and pg_ident.conf: the bootstrap superuser is for our own account only."""
    try:
        pwd.getpwuid(os.geteuid())
    except KeyError:
        # The server cannot know an account without a name; nobody else reaches its socket.
        how = "trust"
    else:
        how = "peer map=squash"
    # Every other role needs a password.
    hba = f"local all {SUPERUSER} {how}\nlocal all all scram-sha-256\n"
    return hba, f'squash "{current_user_name()}" {SUPERUSER}\n'
