"""The ready-made data directory: damaged, not to be made, not to be copied."""

from __future__ import annotations

import os
import resource
import secrets
from pathlib import Path

import pytest

from squash.errors import ServerError
from squash.outside import leftovers
from squash.outside.account import User
from squash.outside.run_folder import RunFolder, bases
from squash.outside.server import (
    Binaries,
    Limits,
    PrivatePostgres,
    default_cache,
)
from squash.outside.server.cluster import Cluster
from squash.outside.server.template import Template


@pytest.mark.parametrize("damage", ["PG_VERSION", "global/pg_control"])
def test_a_damaged_ready_made_directory_is_made_again(
    binaries: Binaries, run_folder: RunFolder, account: User | None, damage: str
) -> None:
    """Found at once, or by a server that does not start from it; leftovers of its making go."""
    cache = bases()[0] / f"squash-test-{secrets.token_hex(4)}"
    made = PrivatePostgres(lambda: binaries, run_folder, cache, limits=Limits(), user=account)
    made._number = 2000 + len(damage)
    made.open("first").drop()
    ready = next(path for path in cache.glob("data-*") if path.is_dir())
    (ready / damage).unlink()
    forgotten, young = cache / ".new-old", cache / ".new-young"
    forgotten.mkdir()
    os.utime(forgotten, (0, 0))
    young.mkdir()
    made.open("second").drop()
    assert ((ready / damage).is_file(), forgotten.exists(), young.exists()) == (True, False, True)
    made.close()
    leftovers.remove(cache)


def test_a_server_that_does_not_start_tells_its_log(
    binaries: Binaries, run_folder: RunFolder, cache: Path, account: User | None
) -> None:
    """The end of the log is the reason."""
    template = Template(binaries, cache, account)
    name = secrets.token_hex(4)
    with pytest.raises(ServerError, match="did not start") as caught:
        Cluster(run_folder, name, account, {"max_connections": "nonsense"}).start(
            binaries, template
        )
    assert "nonsense" in caught.value.why
    assert not list(run_folder.path.glob(f"{name}/data*/postmaster.pid"))


def test_a_cache_that_cannot_be_written_is_told(
    binaries: Binaries, run_folder: RunFolder, tmp_path: Path, account: User | None
) -> None:
    """The variable to set is named."""
    file = tmp_path / "file"
    file.touch()
    with pytest.raises(ServerError, match="cannot be written") as caught:
        Template(binaries, file / "cache", account).copy(tmp_path / "copy")
    assert "XDG_CACHE_HOME" in caught.value.next_step


def test_a_disk_that_takes_no_more_is_told(
    binaries: Binaries, cache: Path, tmp_path: Path, account: User | None
) -> None:
    """The folder and the reason are named, and a way out."""
    template = Template(binaries, cache, account)
    template.copy(tmp_path / "first")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (32_768, limits[1]))
    try:
        with pytest.raises(ServerError, match="File too large") as caught:
            template.copy(tmp_path / "second")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert (str(tmp_path) in caught.value.what, "TMPDIR" in caught.value.next_step) == (True, True)


def test_an_initdb_that_fails_is_told(tmp_path: Path) -> None:
    """After every locale was tried its output is the reason."""
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "initdb").write_text("#!/bin/sh\necho no such locale >&2; exit 1\n")
    (programs / "initdb").chmod(0o755)
    fake = Binaries(programs, "15.1", "15.1", "test", True)
    with pytest.raises(ServerError, match="--locale=C ") as caught:
        Template(fake, tmp_path / "cache", None).copy(tmp_path / "copy")
    assert caught.value.why == "no such locale"


def test_the_cache_is_where_the_server_can_read() -> None:
    """Root's home is closed to other accounts; relative paths do not count."""
    assert default_cache({"HOME": "/root"}, root=True) == Path("/var/cache/alembic-squash")
    assert default_cache({"HOME": "/h"}, root=False) == Path("/h/.cache/alembic-squash")
    with_xdg = {"HOME": "/h", "XDG_CACHE_HOME": "/x"}
    assert default_cache(with_xdg, root=False) == Path("/x/alembic-squash")
    relative = {"HOME": "/h", "XDG_CACHE_HOME": "x"}
    assert default_cache(relative, root=False) == Path("/h/.cache/alembic-squash")
