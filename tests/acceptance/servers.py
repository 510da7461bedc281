"""A Postgres server as somebody else runs it: TCP, passwords, roles and databases of its own."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from squash.errors import ServerError
from squash.outside import process
from squash.outside.run_folder import bases, open_run_folder
from squash.outside.server import default_cache, find_binaries, server_user
from squash.outside.server.template import Template

PASSWORD = f"pass-{secrets.token_hex(8)}"
ROLES = {
    "site_root": "SUPERUSER",
    "maker": "CREATEDB CREATEROLE",
    "plain": "CREATEDB",
    "nobody_much": "NOCREATEDB",
}


@dataclass(frozen=True, slots=True)
class Site:
    """A running server at 127.0.0.1."""

    port: int
    version: str

    @property
    def major(self) -> int:
        """Its major version."""
        return int(self.version.partition(".")[0])

    def url(self, role: str = "site_root") -> str:
        """Its address for a role."""
        return f"postgresql://{role}:{PASSWORD}@127.0.0.1:{self.port}/site"

    def do(self, *statements: str) -> None:
        """Send statements as its superuser."""
        with psycopg.connect(self.url(), autocommit=True) as opened:
            for statement in statements:
                opened.execute(statement.encode())

    def names(self) -> set[str]:
        """Every database and role."""
        query = "SELECT datname FROM pg_database UNION ALL SELECT rolname FROM pg_roles"
        with psycopg.connect(self.url()) as opened:
            return {str(row[0]) for row in opened.execute(query)}


@contextmanager
def running_site() -> Iterator[Site]:
    """Start one, and stop it at the end."""
    account = server_user()
    cache = default_cache(os.environ, root=os.geteuid() == 0)
    binaries = find_binaries(path=os.environ["PATH"], user=account, cache=cache)
    with open_run_folder(bases()) as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
        probe.close()
        sockets = folder.new("sockets")
        if account is not None:
            shutil.chown(sockets, account.uid, account.gid)
            sockets.chmod(0o711)
        data = folder.path / "data"
        Template(binaries, cache, account).copy(data)
        with (data / "pg_hba.conf").open("a", encoding="utf-8") as rules:
            rules.write("host all all 127.0.0.1/32 scram-sha-256\n")
        child = process.start(
            (str(binaries.bin / "postgres"), "-D", str(data), "-k", str(sockets),
             "-h", "127.0.0.1", "-p", str(port)),
            env={"LC_ALL": "C"}, error=ServerError, cwd=Path("/"), user=account, pids=folder.pids,
            stdout=process.DEVNULL, stderr=process.DEVNULL, stop=signal.SIGQUIT,
        )  # fmt: skip
        try:
            _prepare(f"host={sockets} port={port} user=postgres dbname=postgres")
            yield Site(port, binaries.version)
        finally:
            child.end(signal.SIGQUIT)


def _prepare(admin: str) -> None:
    until = time.monotonic() + 30
    while True:
        try:
            opened = psycopg.connect(admin, autocommit=True)
            break
        except psycopg.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
    with opened:
        for role, rights in ROLES.items():
            opened.execute(f"CREATE ROLE {role} LOGIN {rights} PASSWORD '{PASSWORD}'".encode())
        opened.execute("CREATE DATABASE site")
