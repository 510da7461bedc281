"""What the tests of the doors share: a run folder, private servers, projects to be squashed."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from squash.outside.account import User
from squash.outside.run_folder import RunFolder, bases, open_run_folder
from squash.outside.server import (
    Binaries,
    Limits,
    PrivatePostgres,
    default_cache,
    find_binaries,
    server_user,
)
from tests.outside.proposals import Scene, scene
from tests.outside.shapes import SHAPES, Demo


@pytest.fixture(scope="session")
def account() -> User | None:
    """The account that private servers run as; None where it is ours."""
    return server_user()


@pytest.fixture(scope="session")
def cache() -> Path:
    """The user's own cache, so that a test run needs no initdb."""
    return default_cache(os.environ, root=os.geteuid() == 0)


@pytest.fixture(scope="session")
def binaries(account: User | None, cache: Path) -> Binaries:
    """The newest Postgres here."""
    return find_binaries(path=os.environ["PATH"], user=account, cache=cache)


@pytest.fixture(scope="session")
def run_folder() -> Iterator[RunFolder]:
    """A run folder, gone at the end."""
    with open_run_folder(bases()) as folder:
        yield folder


@pytest.fixture(scope="session")
def postgres(
    binaries: Binaries, run_folder: RunFolder, cache: Path, account: User | None
) -> Iterator[PrivatePostgres]:
    """Private servers."""
    made = PrivatePostgres(lambda: binaries, run_folder, cache, limits=Limits(), user=account)
    yield made
    made.close()


@pytest.fixture
def byte_code(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Python write byte code beside the sources, as it does unless told otherwise."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)


@pytest.fixture(params=SHAPES)
def demo(request: pytest.FixtureRequest, tmp_path: Path) -> Demo:
    """A project of each shape."""
    made = Demo(tmp_path / "project", SHAPES[request.param])
    made.make()
    return made


@pytest.fixture
def linear(tmp_path: Path) -> Demo:
    """A project with a linear history."""
    made = Demo(tmp_path / "project", SHAPES["linear"])
    made.make()
    return made


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    """A forge with a repository, whose history has 15 revisions, and a clone of it."""
    with scene(tmp_path, monkeypatch) as made:
        yield made
