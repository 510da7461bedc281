"""The server plain upgrades run on: a private cluster of the same kind, already running."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from squash.outside.run_folder import bases, open_run_folder
from squash.outside.server import (
    Limits,
    PrivatePostgres,
    Scratch,
    default_cache,
    find_binaries,
    server_user,
)


class Server:
    """One running cluster that gives one empty database after the other.

    Parameters
    ----------
    scratch : a scratch database of the cluster
    postgres : what it came from
    """

    def __init__(self, scratch: Scratch, postgres: PrivatePostgres) -> None:
        self._scratch = scratch
        self.version = postgres.version
        self.bin = postgres.bin
        with psycopg.connect(scratch.admin.dsn) as session:
            row = session.execute("SELECT current_setting('data_directory')").fetchone()
        assert row is not None
        self.postmaster = int(Path(row[0], "postmaster.pid").read_text().split()[0])

    @contextmanager
    def database(self) -> Iterator[Scratch]:
        """An empty database, dropped at the end."""
        scratch = self._scratch.empty("bench")
        try:
            yield scratch
        finally:
            scratch.drop()


@contextmanager
def running() -> Iterator[Server]:
    """A private cluster on the server that a squash finds by itself."""
    user = server_user()
    cache = default_cache(os.environ, root=os.geteuid() == 0)
    binaries = find_binaries(path=os.environ.get("PATH", ""), user=user, cache=cache)
    with open_run_folder(bases(Path(tempfile.gettempdir()))) as folder:
        postgres = PrivatePostgres(lambda: binaries, folder, cache, limits=Limits(), user=user)
        try:
            yield Server(postgres.open("bench"), postgres)
        finally:
            postgres.close()
