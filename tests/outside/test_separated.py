"""What a run in our image does before any code of the project runs."""

from __future__ import annotations

import io
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from squash.errors import CheckoutError
from squash.flow import separation
from squash.flow.separation import account_of, separated
from squash.outside.account import FIRST, User
from squash.outside.console import Console, for_stream
from squash.settings import Settings
from squash.settings.container import Container


@pytest.fixture
def said() -> io.StringIO:
    """What the console shows."""
    return io.StringIO()


@pytest.fixture
def console(said: io.StringIO) -> Console:
    """A console that shows it there."""
    return for_stream(said, terminal=False, environ={})


@pytest.fixture
def ended(monkeypatch: pytest.MonkeyPatch) -> list[User | None]:
    """The accounts that would be ended: this machine is not ours to change."""
    accounts: list[User | None] = []
    monkeypatch.setattr(separation, "end_all", accounts.append)
    monkeypatch.setattr(separation, "register", lambda *_: None)
    return accounts


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Path]:
    """A checkout that everybody may read, with a token, beside a runner's folder with another."""
    for folder in (tmp_path, *tmp_path.parents[:3]):
        if folder != Path("/tmp"):
            folder.chmod(0o755)
    project = tmp_path / "workspace"
    project.mkdir()
    subprocess.run(["git", "init", "--quiet", str(project)], check=True)
    temp = tmp_path / "temp"
    temp.mkdir()
    (temp / "git-credentials-1.config").touch()
    yield project
    assert (project / ".git" / "config").stat().st_mode & 0o777 == 0o644
    assert temp.stat().st_mode & 0o777 == 0o755


def settings(project: Path, socket: Path = Path("/nowhere")) -> Settings:
    """Settings of a run in our image."""
    container = Container(project, (project.parent / "temp",), socket)
    environ = {"PATH": os.defpath, "HOME": "/github/home"}
    return Settings(project=str(project), container=container, environ=environ)


def test_outside_our_image_nothing_is_separated(tmp_path: Path, console: Console) -> None:
    """Project code runs as it does everywhere: as ourselves."""
    plain = Settings(project=str(tmp_path))
    with separated(plain, console) as separate:
        assert separate is plain
        assert account_of(separate) is None


def test_under_another_account_the_log_says_that_there_is_one_only(
    project: Path, console: Console, said: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where we are not root nothing can be kept apart, and a person is told."""
    monkeypatch.setattr(separation, "is_root", lambda: False)
    with separated(settings(project), console) as separate:
        assert account_of(separate) is None
    assert "can read what it can" in " ".join(said.getvalue().split())


def test_as_root_the_code_has_an_account_and_a_home_and_no_token(
    project: Path, console: Console, said: io.StringIO, ended: list[User | None]
) -> None:
    """What holds credentials is closed while it runs; what it started is ended first."""
    if os.geteuid() != 0:
        return
    with separated(settings(project), console) as separate:
        user = account_of(separate)
        assert user is not None
        assert user.uid >= FIRST
        home = Path(separate.environ["HOME"])
        assert (home.stat().st_uid, home.stat().st_mode & 0o777) == (user.uid, 0o700)
        assert separate.environ["GIT_CONFIG_VALUE_0"] == "*"
        for closed in (project / ".git" / "config", project.parent / "temp"):
            assert not closed.stat().st_mode & 0o007
        assert ended == []
    assert user in ended
    assert not home.exists()
    assert f"runs as account {user.uid}" in said.getvalue()


def test_a_checkout_that_the_account_cannot_read_stops_the_run(
    project: Path, console: Console, ended: list[User | None]
) -> None:
    """The line that helps is given, and everything is as it was."""
    if os.geteuid() != 0:
        return
    project.chmod(0o700)
    with pytest.raises(CheckoutError, match="cannot read") as refused:
        separated(settings(project), console).__enter__()
    assert f"chmod -R o+rX {project}" in refused.value.next_step
    assert ended == []


def test_an_engine_that_everybody_may_use_is_told(
    project: Path, console: Console, said: io.StringIO, ended: list[User | None]
) -> None:
    """Its rights are the runner's; we only warn."""
    if os.geteuid() != 0:
        return
    socket = project.parent / "docker.sock"
    socket.touch()
    socket.chmod(0o666)
    with separated(settings(project, socket), console):
        assert "Docker engine" in said.getvalue()
    assert socket.stat().st_mode & 0o777 == 0o666
    assert len(ended) == 2
