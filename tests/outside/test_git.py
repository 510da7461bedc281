"""What git holds, asked of real repositories."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from squash.errors import CheckoutError
from squash.outside.git import Repository, find_repository, git_environment

Git = Callable[..., str]


@pytest.fixture
def variables(tmp_path: Path) -> dict[str, str]:
    """An environment without anybody's settings."""
    return {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}


@pytest.fixture
def top(tmp_path: Path) -> Path:
    """The folder of the repository."""
    folder = tmp_path / "work"
    (folder / "app" / "versions").mkdir(parents=True)
    return folder


@pytest.fixture
def git(top: Path, variables: dict[str, str]) -> Git:
    """Run git in a new repository."""
    identity = {f"GIT_{who}_{what}": "me" for who in ("AUTHOR", "COMMITTER") for what in ("NAME",)}
    identity |= {"GIT_AUTHOR_EMAIL": "me@example.org", "GIT_COMMITTER_EMAIL": "me@example.org"}
    env = git_environment(variables) | identity

    def run(*arguments: str) -> str:
        command = ["git", *arguments]
        return subprocess.run(
            command, cwd=top, env=env, check=True, capture_output=True, text=True
        ).stdout

    run("init", "-q", "-b", "main")
    return run


def found(folder: Path, variables: dict[str, str]) -> Repository:
    """The repository of a folder, which has one."""
    repository = find_repository(folder, variables)
    assert repository is not None
    return repository


def versions(top: Path, *names: str) -> list[Path]:
    """Files of the versions folder, written with their own name as content."""
    paths = [top / "app" / "versions" / name for name in names]
    for path in paths:
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"revision = {path.name!r}\n")
    return paths


def test_no_repository_is_none(tmp_path: Path, variables: dict[str, str]) -> None:
    """A folder outside of any repository has none, and git is not asked."""
    assert find_repository(tmp_path, variables | {"PATH": ""}) is None


def test_a_repository_that_git_cannot_read_is_an_error(
    tmp_path: Path, variables: dict[str, str]
) -> None:
    """A broken repository, or git missing, is told with exit code 7."""
    (tmp_path / ".git").mkdir()
    for env in (variables, variables | {"PATH": str(tmp_path)}):
        with pytest.raises(CheckoutError, match="git") as caught:
            find_repository(tmp_path, env)
        assert caught.value.exit_code == 7


def test_only_what_the_last_commit_holds_is_held(
    top: Path, git: Git, variables: dict[str, str]
) -> None:
    """Untracked, staged, modified, gone and secretly modified files are not held."""
    paths = versions(top, "a.py", "mod.py", "staged.py", "gone.py", "hidden.py", "new\nline.py")
    git("add", ".")
    git("commit", "-q", "-m", "one")
    a, modified, staged, gone, hidden, odd = paths
    untracked, added = versions(top, "untracked.py", "added.py")
    git("add", "app/versions/added.py")
    git("update-index", "--assume-unchanged", "app/versions/hidden.py")
    for path in (modified, staged, hidden):
        path.write_text("revision = 'other'\n")
    git("add", "app/versions/staged.py")
    gone.unlink()
    outside = top.parent / "elsewhere.py"
    outside.write_text("")
    repository = found(top / "app", variables)
    assert repository.top == top.resolve()
    assert repository.held([*paths, untracked, added, outside]) == frozenset([a, odd])
    assert repository.held([]) == frozenset()


def test_files_at_the_top_and_links_are_held(
    top: Path, git: Git, variables: dict[str, str]
) -> None:
    """A link is held by its target's name; a file instead of a link, or the reverse, is not."""
    (a,) = versions(top, "a.py")
    ini = top / "alembic.ini"
    ini.write_text("[alembic]\n")
    links = [top / "app" / "versions" / name for name in ("same.py", "moved.py", "filed.py")]
    for link in links:
        link.symlink_to("a.py")
    (top / "linked").symlink_to("app/versions")
    git("add", ".")
    git("commit", "-q", "-m", "one")
    links[1].unlink()
    links[1].symlink_to("b.py")
    links[2].unlink()
    links[2].write_text("a.py")
    through = top / "linked" / "a.py"
    held = found(top, variables).held([a, ini, *links, through])
    assert held == frozenset([a, ini, links[0], through])


def test_line_endings_that_git_translates_are_held(
    top: Path, git: Git, variables: dict[str, str]
) -> None:
    """A file checked out with other line endings than stored is what the commit holds."""
    (a,) = versions(top, "a.py")
    (top / ".gitattributes").write_text("*.py text eol=crlf\n")
    git("add", ".")
    git("commit", "-q", "-m", "one")
    a.unlink()
    git("checkout", "-q", "--", "app")
    assert a.read_bytes().endswith(b"\r\n")
    assert found(top, variables).held([a]) == frozenset([a])


def test_line_endings_that_a_user_would_translate_are_held(
    top: Path, git: Git, variables: dict[str, str]
) -> None:
    """Committed with CRLF, they are what git holds, whatever it would make of new files."""
    (path,) = versions(top, "a.py")
    path.write_bytes(b"revision = 1\r\n")
    git("add", "-A")
    git("commit", "-qm", "all")
    (Path(variables["HOME"]) / ".gitconfig").write_text("[core]\n\tautocrlf = input\n")
    assert found(top, variables).held([path]) == {path}
    path.write_bytes(b"revision = 2\r\n")
    assert found(top, variables).held([path]) == frozenset()


def test_without_a_commit_nothing_is_held(top: Path, git: Git, variables: dict[str, str]) -> None:
    """A file that was only staged, in a repository without commits, is not held."""
    (a,) = versions(top, "a.py")
    git("add", ".")
    assert found(top, variables).held([a]) == frozenset()


def test_asking_changes_nothing_in_the_repository(
    top: Path, git: Git, variables: dict[str, str]
) -> None:
    """No file of .git is written, and no command it configures runs."""
    (a,) = versions(top, "a.py")
    git("add", ".")
    git("commit", "-q", "-m", "one")
    git("config", "core.fsmonitor", f"touch {top}/ran")
    os.utime(a)
    before = {each: each.stat().st_mtime_ns for each in (top / ".git").rglob("*")}
    assert found(top, variables).held([a]) == frozenset([a])
    assert {each: each.stat().st_mtime_ns for each in (top / ".git").rglob("*")} == before
    assert not (top / "ran").exists()


def test_a_repository_of_another_owner_is_read(
    top: Path, git: Git, variables: dict[str, str]
) -> None:
    """In a container we are root and the workspace belongs to the runner's account."""
    (a,) = versions(top, "a.py")
    git("add", ".")
    git("commit", "-q", "-m", "one")
    if os.geteuid() == 0:
        for each in (top, top / ".git"):
            os.chown(each, 65534, 65534)
    assert found(top, variables).held([a]) == frozenset([a])


def test_variables_of_another_repository_do_not_mislead(
    top: Path, git: Git, tmp_path: Path, variables: dict[str, str]
) -> None:
    """GIT_DIR and GIT_INDEX_FILE, as git sets them in a hook, are not passed on; settings are."""
    (a,) = versions(top, "a.py")
    git("add", ".")
    git("commit", "-q", "-m", "one")
    hook = {"GIT_DIR": str(tmp_path / "no"), "GIT_INDEX_FILE": "no", "GIT_WORK_TREE": "/"}
    assert found(top, variables | hook).held([a]) == frozenset([a])
    mine = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "a.b", "GIT_CONFIG_VALUE_0": "c"}
    env = git_environment(variables | mine)
    assert (env["GIT_CONFIG_KEY_0"], env["GIT_CONFIG_KEY_1"]) == ("a.b", "safe.directory")
    assert env["GIT_CONFIG_COUNT"] == "4"


def test_the_files_of_a_tag_are_told(top: Path, git: Git, variables: dict[str, str]) -> None:
    """Paths and contents of a release are those of its tag, whatever is on disk now."""
    a, b = versions(top, "a.py", "b.py")
    (top / "app" / "versions" / "link.py").symlink_to("a.py")
    git("add", ".")
    git("commit", "-q", "-m", "one")
    git("tag", "-a", "v1", "-m", "first")
    versions(top, "c.py")
    a.unlink()
    git("add", ".")
    git("commit", "-q", "-m", "two")
    repository = found(top, variables)
    folder = a.parent
    assert repository.contents_at("v1", folder) == {
        a: b"revision = 'a.py'\n",
        b: b"revision = 'b.py'\n",
    }
    assert repository.contents_at("v1", top) == repository.contents_at("v1", folder)
    assert repository.contents_at("v1", top / "app" / "none") == {}
    assert repository.contents_at("v1", top.parent) == {}


def test_a_missing_tag_is_told(top: Path, git: Git, variables: dict[str, str]) -> None:
    """A tag that was not fetched says how to fetch it; a branch is no tag."""
    versions(top, "a.py")
    git("add", ".")
    git("commit", "-q", "-m", "one")
    for name in ("v2", "main", "--help"):
        with pytest.raises(CheckoutError, match=f"no tag {name}") as caught:
            found(top, variables).contents_at(name, top)
        assert "git fetch --tags" in caught.value.next_step
