"""The account of the project's code, and what is closed to it."""

from __future__ import annotations

import contextlib
import os
import subprocess
import time
from dataclasses import replace
from pathlib import Path

import pytest

from squash.errors import CheckoutError
from squash.outside import process
from squash.outside.account import FIRST, User, new_account, register, unprivileged_user
from squash.outside.closing import closed, first_unreachable
from squash.outside.credentials import copy_without_credentials, credential_files
from squash.outside.git import any_owner, git_environment
from squash.outside.processes import end_all

VARIABLES = git_environment({"PATH": os.environ["PATH"], "HOME": "/nowhere"})
SECRET = "AUTHORIZATION: basic c2VjcmV0"
HEADER = "http.https://github.com/.extraheader"


def git(top: Path, *arguments: str) -> str:
    """Run git in a repository of the test."""
    command = ["git", "-c", "user.name=Test", "-c", "user.email=t@example.org", *arguments]
    done = subprocess.run(command, cwd=top, env=VARIABLES, capture_output=True, check=True)
    return done.stdout.decode().strip()


@pytest.fixture
def top(tmp_path: Path) -> Path:
    """A repository with one commit and a tag, and a token in every place there is for one."""
    top = tmp_path / "checkout"
    top.mkdir()
    git(top, "init", "--quiet", "--initial-branch", "main")
    (top / "file").write_text("text\n")
    git(top, "add", ".")
    git(top, "commit", "--quiet", "--message", "One")
    git(top, "tag", "v1.0")
    git(top, "config", HEADER, SECRET)
    git(top, "config", "includeIf.gitdir:/elsewhere/.git.path", str(tmp_path / "kept.config"))
    git(top, "config", "include.path", "../beside.config")
    git(top, "config", "--file", str(tmp_path / "kept.config"), HEADER, SECRET)
    module = top / ".git" / "modules" / "part" / "config"
    module.parent.mkdir(parents=True)
    git(top, "config", "--file", str(module), HEADER, SECRET)
    return top


def test_the_account_is_nobody_else(tmp_path: Path) -> None:
    """Its number is that of no account of the machine, and of no owner or group of the files."""
    inside = tmp_path / "folder" / "file"
    inside.parent.mkdir()
    inside.touch()
    account = new_account("project", (tmp_path, tmp_path / "absent"))
    assert account.uid == account.gid >= FIRST
    if os.geteuid() == 0:
        os.chown(inside, account.uid, account.uid + 1)
        assert new_account("project", (tmp_path,)).uid == account.uid + 2


def test_programs_find_the_account_by_its_name(tmp_path: Path) -> None:
    """A line is added to both lists of accounts; where they cannot be written nothing happens."""
    account = new_account("project", ())
    for name in ("passwd", "group"):
        (tmp_path / name).write_text("root:x:0:\n")
    register(account, Path("/home/it"), tmp_path)
    numbers = f"{account.uid}:{account.gid}"
    assert f"{account.name}:x:{numbers}::/home/it:" in (tmp_path / "passwd").read_text()
    assert f"{account.name}:x:{account.gid}:" in (tmp_path / "group").read_text()
    register(account, Path("/home/it"), tmp_path / "absent")


def test_nothing_of_an_account_stays_running() -> None:
    """Not even what left its group and session; where we are not root there is no other account."""
    end_all(None)
    user = unprivileged_user("nobody")
    if user is None:
        return
    apart = replace(user, uid=FIRST + 4711, gid=FIRST + 4711)
    lines = "sleep 600 & setsid sleep 600 & wait"
    child = process.start(["sh", "-c", lines], env={"PATH": os.defpath}, user=apart)
    while len(_running(apart)) < 3:
        time.sleep(0.01)
    end_all(apart)
    child.wait(10)
    # What is killed runs no line of its own any more, but the kernel may still be at it.
    until = time.monotonic() + 10
    while _running(apart) and time.monotonic() < until:
        time.sleep(0.01)
    assert _running(apart) == []


def _running(user: User) -> list[str]:
    found = []
    for each in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            alive = (each / "stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
            if alive and each.stat().st_uid == user.uid:
                found.append(each.name)
    return found


def test_closed_paths_are_opened_again(tmp_path: Path) -> None:
    """Others lose all their rights for the while, owner and group none; all come back."""
    folder, file = tmp_path / "folder", tmp_path / "folder" / "file"
    folder.mkdir()
    file.touch()
    folder.chmod(0o777)
    file.chmod(0o664)
    needed = tmp_path / "needed" / "inside"
    needed.mkdir(parents=True)
    paths = (folder, file, tmp_path / "absent", needed.parent)

    def look_and_fail() -> None:
        with closed(paths, (needed,)) as still_open:
            assert still_open == ()
            assert folder.stat().st_mode & 0o7777 == 0o770
            assert file.stat().st_mode & 0o7777 == 0o660
            assert needed.parent.stat().st_mode & 0o007
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        look_and_fail()
    assert folder.stat().st_mode & 0o7777 == 0o777
    assert file.stat().st_mode & 0o7777 == 0o664


def test_what_cannot_be_closed_is_told() -> None:
    """A file of the kernel keeps its rights, and is named."""
    kernels = Path(f"/proc/{os.getpid()}/status")
    with closed([kernels]) as still_open:
        assert still_open == (kernels,)


def test_the_folder_in_the_way_is_found(tmp_path: Path) -> None:
    """The first folder that other accounts cannot enter is named."""
    inside = tmp_path / "closed" / "project"
    inside.mkdir(parents=True)
    for each in (tmp_path, *tmp_path.parents, inside):
        if each.is_relative_to("/tmp/") and each.owner() == inside.owner():
            each.chmod(0o755)
    assert first_unreachable(inside) is None
    (tmp_path / "closed").chmod(0o700)
    assert first_unreachable(inside) == tmp_path / "closed"


def test_every_place_of_a_token_is_known(top: Path, tmp_path: Path) -> None:
    """Configurations of the repository and its submodules, and what they include or might."""
    folder = top / ".git"
    found = credential_files(top, VARIABLES)
    assert set(found) == {
        folder / "credentials",
        folder / "config",
        folder / "config.worktree",
        folder / "modules" / "part" / "config",
        tmp_path / "kept.config",
        top / "beside.config",
    }
    assert credential_files(tmp_path, VARIABLES) == ()


def test_a_worktree_keeps_its_token_elsewhere(top: Path, tmp_path: Path) -> None:
    """The configuration of the repository that a worktree belongs to is known too."""
    git(top, "worktree", "add", "--quiet", str(tmp_path / "second"))
    found = credential_files(tmp_path / "second", VARIABLES)
    assert top / ".git" / "config" in found
    copy_without_credentials(tmp_path / "second", tmp_path / "copy", VARIABLES)
    assert git(tmp_path, "--git-dir", "copy", "describe", "--tags") == "v1.0"


def test_the_copy_has_the_history_and_no_secret(top: Path, tmp_path: Path) -> None:
    """Commits, tags and files can be read from it; it has no configuration but its format."""
    other = tmp_path / "other"
    other.mkdir()
    (other / "file").write_text("text\n")
    copy_without_credentials(top, other / ".git", VARIABLES)
    assert git(other, "describe", "--tags") == "v1.0"
    assert git(other, "status", "--porcelain") == ""
    assert git(other, "show", "HEAD:file") == "text"
    written = "".join(
        each.read_text("latin-1")
        for each in (other / ".git").iterdir()
        if each.is_file() and not each.is_symlink()
    )
    assert SECRET not in written
    assert "include" not in written
    assert {key.split(".")[0] for key in git(other, "config", "--local", "--list").split()} == {
        "core"
    }


def test_a_folder_without_repository_has_none_to_copy(tmp_path: Path) -> None:
    """Nothing is made."""
    copy_without_credentials(tmp_path, tmp_path / "copy", VARIABLES)
    assert not (tmp_path / "copy").exists()


def test_a_configuration_that_git_cannot_read_stops_the_run(top: Path) -> None:
    """What it includes cannot be known."""
    (top / ".git" / "config").write_text("[broken\n")
    with pytest.raises(CheckoutError, match="config"):
        credential_files(top, VARIABLES)


def test_what_a_user_tells_git_is_kept() -> None:
    """A configuration by variables grows, and loses nothing."""
    given = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "a.b", "GIT_CONFIG_VALUE_0": "c"}
    told = any_owner(given)
    assert told["GIT_CONFIG_COUNT"] == "2"
    assert (told["GIT_CONFIG_KEY_0"], told["GIT_CONFIG_KEY_1"]) == ("a.b", "safe.directory")
