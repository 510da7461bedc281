"""The programs of one Postgres: where they are and which version they have."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from squash.errors import ServerError
from squash.outside import process
from squash.outside.account import User
from squash.outside.server import wheel

OLDEST = 13
DEBIAN = Path("/usr/lib/postgresql")
CLIENT = ("pg_dump", "psql")
SERVER = ("postgres", "initdb", *CLIENT)
PROGRAM_ENV = {"LC_ALL": "C", "PATH": os.defpath}


@dataclass(frozen=True, slots=True)
class Binaries:
    """One installed Postgres.

    Parameters
    ----------
    bin : the folder of its programs
    version : "15.18"
    text : what `--version` printed, with the packager's suffix
    origin : how it was found, for the report
    server : whether a server can be started from it, or it has client programs only
    """

    bin: Path
    version: str
    text: str
    origin: str
    server: bool

    @property
    def major(self) -> int:
        """The major version."""
        return int(self.version.partition(".")[0])


def find_binaries(
    *,
    postgres_bin: Path | None = None,
    version: int | None = None,
    image: str | None = None,
    path: str = "",
    user: User | None = None,
    cache: Path | None = None,
    debian: Path = DEBIAN,
    packages: Sequence[str] = wheel.PACKAGES,
) -> Binaries:
    """The Postgres that a private server is started from.

    Parameters
    ----------
    postgres_bin : the only folder to look in
    version : the major that is demanded; the newest installed one when None
    image : a Docker image of that major, for the message
    path : PATH of the user
    user : the account the server will run as, which must be able to run it
    cache : where a wheel is copied that this account cannot read
    debian : folder with one folder per major
    packages : names of wheels that bring a server, looked for in our own environment

    Raises ServerError when there is none, or none of that major.
    """
    servers: Iterable[Binaries]
    if postgres_bin is not None:
        servers = [_named(postgres_bin, user)]
    else:
        here = (one for one in _installed(path, user, debian) if one.server)
        servers = chain(here, from_wheels(packages, user, cache))
    found = []
    for one in servers:
        if one.major >= OLDEST and version in (None, one.major):
            return one
        found.append(one)
    raise _absent(version, found, image)


def find_client(found: Sequence[Binaries], major: int) -> Binaries:
    """The pg_dump and psql for a server: its own major, else the next newer one.

    Raises ServerError when all are older: an older pg_dump refuses a newer server.
    """
    fitting = sorted((one for one in found if one.major >= major), key=lambda one: one.major)
    if fitting:
        return fitting[0]
    have = ", ".join(sorted({one.version for one in found})) or "none"
    raise ServerError(
        f"No pg_dump for Postgres {major} is installed (found: {have}).",
        why="An older pg_dump refuses to read a newer server.",
        next_step=f"apt-get install postgresql-client-{major}",
    )


def installed(
    *, path: str = "", user: User | None = None, debian: Path = DEBIAN
) -> tuple[Binaries, ...]:
    """Every Postgres on this machine, Debian's folders first, newest major first."""
    return tuple(_installed(path, user, debian))


def _installed(path: str, user: User | None, debian: Path) -> Iterator[Binaries]:
    """The same one by one: looking on is left out once somebody is content."""
    debians = ((folder, f"{folder}") for folder in _debian_folders(debian))
    seen = set()
    for folder, origin in chain(debians, ((each, "PATH") for each in _path_folders(path))):
        one = None if folder.resolve() in seen else look(folder, origin, user)
        if one is not None:
            seen.add(one.bin.resolve())
            yield one


def look(folder: Path, origin: str, user: User | None = None) -> Binaries | None:
    """What a folder holds; None when it has no programs that the account can run."""
    has = [name for name in SERVER if os.access(folder / name, os.X_OK)]
    if not set(CLIENT) <= set(has):
        return None
    server = len(has) == len(SERVER)
    program = folder / ("postgres" if server else "pg_dump")
    try:
        finished = process.run(
            (str(program), "--version"),
            env=PROGRAM_ENV, error=ServerError, user=user, cwd=Path("/"), timeout=20, check=False,
        )  # fmt: skip
    except ServerError:
        return None
    match = re.search(r"(\d+)(?:\.(\d+))?", finished.text) if finished.code == 0 else None
    if match is None:
        return None
    text = finished.text.partition(")")[2].strip()
    return Binaries(folder, match.group(0), text or match.group(0), origin, server)


def _debian_folders(debian: Path) -> list[Path]:
    majors = [folder for folder in debian.glob("*") if folder.name.isdigit()]
    return [folder / "bin" for folder in sorted(majors, key=lambda one: -int(one.name))]


def _path_folders(path: str) -> Iterator[Path]:
    config = shutil.which("pg_config", path=path)
    if config:
        finished = process.run(
            (config, "--bindir"),
            env={**PROGRAM_ENV, "PATH": path}, error=ServerError, timeout=20, check=False,
        )  # fmt: skip
        if finished.code == 0:
            yield Path(finished.text.strip())
    for name in ("postgres", "pg_dump"):
        program = shutil.which(name, path=path)
        # Debian's pg_dump on PATH is a wrapper that chooses a version by itself.
        if program and Path(program).resolve().name != "pg_wrapper":
            yield Path(program).resolve().parent


def _named(folder: Path, user: User | None) -> Binaries:
    found = look(folder, "--postgres-bin", user)
    if found is not None and found.server:
        return found
    missing = [name for name in SERVER if not (folder / name).is_file()]
    account = f" as {user.name}" if user else ""
    raise ServerError(
        f"No Postgres server can be started from {folder}.",
        why=f"It has no {', '.join(missing)}." if missing else f"They cannot be run{account}.",
        next_step="Name the folder of initdb, postgres, pg_dump and psql: --postgres-bin FOLDER",
    )


def from_wheels(
    packages: Sequence[str] = wheel.PACKAGES,
    user: User | None = None,
    cache: Path | None = None,
) -> Iterator[Binaries]:
    """Every Postgres that came as a wheel, copied to the cache where the account cannot run it."""
    for package in packages:
        folder = wheel.programs(package)
        if folder is None:
            continue
        found = look(folder, f"wheel {package}", user)
        if found is None and cache is not None:
            found = look(wheel.copy(folder, cache), f"wheel {package}", user)
        if found is not None and found.server:
            yield found


def offer(image: str) -> str:
    """The lines that start a server from an image and use it.

    Without a password: one in a URL is masked wherever a message is shown, and a masked line
    cannot be copied. Only this machine reaches the port.
    """
    trust = "-e POSTGRES_HOST_AUTH_METHOD=trust"
    docker = f"docker run --rm -d -p 127.0.0.1:5432:5432 {trust} {image}"
    return f"{docker}\n--database-url postgresql://postgres@127.0.0.1:5432/postgres"


def _absent(version: int | None, found: Sequence[Binaries], image: str | None) -> ServerError:
    have = ", ".join(f"{one.version} in {one.bin}" for one in found) or "none"
    if version is None:
        return ServerError(
            f"No Postgres server of version {OLDEST} or newer was found (found: {have}).",
            why="The history is replayed on a throw-away server.",
            next_step='apt-get install postgresql, or pip install "alembic-squash-action[embedded]"'
            ", or --postgres-bin FOLDER, or --database-url URL",
        )
    lines = [f"apt-get install postgresql-{version}", offer(image or f"postgres:{version}")]
    others = sorted({one.major for one in found if one.major >= OLDEST}, reverse=True)
    lines += [f"--postgres-version {major} to accept another major" for major in others]
    return ServerError(
        f"Postgres {version} was asked for and is not here (found: {have}).",
        why="A history gives another schema on another major, so the majors must match.",
        next_step="\n".join(lines),
    )
