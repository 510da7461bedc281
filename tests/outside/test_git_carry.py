"""What is brought into a working tree beside what git holds."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import pytest

from squash.errors import CheckoutError
from squash.outside.git import carry as module
from squash.outside.git.carry import Carried, ignored_files
from tests.gitserver import commit_on, git, new_repository
from tests.outside.gitcase import FILES, VARIABLES, Case, git_case, state

LARGE = b"id,name\n1,one\n" * 100
OID = hashlib.sha256(LARGE).hexdigest()
POINTER = f"version https://git-lfs.github.com/spec/v1\noid sha256:{OID}\nsize {len(LARGE)}\n"


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    """A server, and a complete checkout."""
    with git_case(
        tmp_path, FILES | {".gitignore": "*.env\n.venv/\nbuild/\n*.pyc\nlinked*\n"}
    ) as made:
        made.clone()
        yield made


def carried(case: Case, leave: tuple[str, ...] = (), branch: str = "main") -> tuple[Path, Carried]:
    """Check the base out and bring what it needs; nothing of the checkout may change."""
    before = state(case.top)
    scratch = case.scratch()
    tip = scratch.fetch(branch)
    folder = scratch.check_out(tip, case.work / "tree")
    brought = scratch.carry(tip, folder, leave)
    assert state(case.top) == before
    return folder, brought


def paths(*names: str) -> tuple[PurePosixPath, ...]:
    """Paths by their names."""
    return tuple(PurePosixPath(name) for name in names)


def write(folder: Path, *names: str) -> None:
    """Write files with their own name as content."""
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)


def test_ignored_files_come_along_and_others_do_not(case: Case) -> None:
    """Settings and generated code are copied; environments are links; caches and dirt are left."""
    write(
        case.top, "local.env", "app/versions/dev.env", "build/gen/code.py", "build/gen/x.pyc",
        "build/__pycache__/x", ".venv/pyvenv.cfg", ".venv/bin/python", "untracked.py",
        "b/a.env", "b/report/b.env", "report/c.env",
    )  # fmt: skip
    (case.top / "local.env").chmod(0o600)
    os.mkfifo(case.top / "build" / "pipe")
    (case.top / "linked-in").symlink_to("app/env.py")
    (case.top / "linked-out").symlink_to("../checkout-data")
    names = [
        "linked-in", "linked-out", "local.env", ".venv", "app/versions/dev.env", "b/a.env",
        "b/report/b.env", "build", "report/c.env",
    ]  # fmt: skip
    assert set(ignored_files(case.top, VARIABLES)) == set(paths(*names))
    folder, brought = carried(case, leave=("report",))
    assert set(brought.ignored) == set(paths(*names)) - set(paths("report/c.env", "b/report/b.env"))
    assert brought.linked == paths(".venv")
    assert (folder / ".venv").readlink() == case.top / ".venv"
    assert (folder / "local.env").read_text() == "local.env"
    assert (folder / "local.env").stat().st_mode & 0o777 == 0o600
    assert sorted(each.name for each in (folder / "build").rglob("*")) == ["code.py", "gen"]
    assert (folder / "linked-in").readlink() == Path("app/env.py")
    assert (folder / "linked-out").readlink() == case.work / "checkout-data"
    assert [each.name for each in (folder / "b").iterdir()] == ["a.env"]
    assert not (folder / "untracked.py").exists()
    assert git(folder, "status", "--porcelain") == ""


def test_another_commit_brings_nothing_ignored(case: Case) -> None:
    """What lies beside an old commit may not be meant for the tip of the base."""
    write(case.top, "local.env")
    commit_on(case.bare, "main", {"README": "x\n"}, "Newer")
    folder, brought = carried(case)
    assert brought == Carried()
    assert not (folder / "local.env").exists()


def test_what_is_large_is_a_link(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with much or many in it, and a file with much."""
    monkeypatch.setattr(module, "_MUCH", 20)
    monkeypatch.setattr(module, "_MANY", 3)
    many = [f"build/{number}" for number in range(4)]
    write(case.top, "small.env", "much-of-some thing.env/file", *many)
    write(case.top, "a.env/much-more-of-something")
    (case.top / "large.env").write_text("x" * 21)
    folder, brought = carried(case)
    assert git(folder, "status", "--porcelain") == ""
    assert set(brought.linked) == set(
        paths("build", "a.env", "large.env", "much-of-some thing.env")
    )
    assert set(brought.ignored) - set(brought.linked) == set(paths("small.env"))


def test_nothing_is_written_through_a_link_of_the_tree(case: Case) -> None:
    """A folder with ignored files that the commit has as a link stays one."""
    write(case.top, "elsewhere/keep")
    (case.top / "link").symlink_to("elsewhere")
    git(case.top, "add", ".")
    git(case.top, "commit", "-qm", "Link")
    git(case.top, "push", "-q")
    (case.top / "link").unlink()
    write(case.top, "link/local.env")
    folder, brought = carried(case)
    assert brought.ignored == ()
    assert sorted(each.name for each in (folder / "elsewhere").iterdir()) == ["keep"]


def test_what_cannot_be_read_is_told(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the file's name, as a matter of the checkout."""
    write(case.top, "local.env")

    def refuse(source: Path, target: Path) -> None:
        raise PermissionError(13, "Permission denied", str(source))

    monkeypatch.setattr("shutil.copy2", refuse)
    with pytest.raises(CheckoutError, match=r"local\.env cannot be brought along: Permission"):
        carried(case)


def add_submodule(case: Case) -> None:
    """Push a submodule with a submodule of its own, checked out and then made dirty."""
    inner = new_repository(case.server.root, "org/inner", {"inner.py": "inner\n"})
    outer = new_repository(case.server.root, "org/outer", {"outer.py": "outer\n"})
    for where, of, name in ((outer, inner, "deep"), (case.bare, outer, "libs/outer")):
        work = case.work / f"at-{of.stem}"
        git(case.work, "clone", "-q", str(where), str(work))
        git(work, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(of), name)
        git(work, "commit", "-qm", "Add a submodule")
        git(work, "push", "-q")
    git(case.top, "pull", "-q")


def test_submodules_come_with_the_content_that_is_named(case: Case) -> None:
    """Those that the checkout has, whatever was done to their files, and nested ones as well."""
    add_submodule(case)
    update = ("submodule", "--quiet", "update", "--init", "--recursive")
    git(case.top, "-c", "protocol.file.allow=always", *update)
    (case.top / "libs" / "outer" / "outer.py").write_text("dirty\n")
    folder, brought = carried(case)
    assert brought.submodules == paths("libs/outer", "libs/outer/deep")
    assert (folder / "libs/outer/outer.py").read_text() == "outer\n"
    assert (folder / "libs/outer/deep/inner.py").read_text() == "inner\n"
    assert not (folder / "libs/outer/.git").exists()
    assert brought.lacking == ()


def test_submodules_that_are_not_there_are_told(case: Case) -> None:
    """Their folder is empty, as in the checkout."""
    add_submodule(case)
    folder, brought = carried(case)
    assert brought.lacking == paths("libs/outer")
    assert list((folder / "libs" / "outer").iterdir()) == []
    assert brought.submodules == ()


def test_large_files_come_from_where_they_are(tmp_path: Path) -> None:
    """From the checkout's files or its store, if the content is the named one; else it is told."""
    files = FILES | {
        ".gitattributes": "*.csv filter=lfs diff=lfs merge=lfs -text\n",
        "rows.csv": POINTER, "other.csv": POINTER, "third.csv": POINTER.replace(OID, "0" * 64),
        "small.csv": "id\n1\n",
    }  # fmt: skip
    with git_case(tmp_path, files) as case:
        case.clone()
        git(case.top, "config", "filter.lfs.process", "git-lfs-is-not-here filter-process")
        git(case.top, "config", "filter.lfs.required", "true")
        (case.top / "rows.csv").write_bytes(LARGE)
        stored = case.top / ".git" / "lfs" / "objects" / OID[:2] / OID[2:4] / OID
        stored.parent.mkdir(parents=True)
        stored.write_bytes(LARGE)
        folder, brought = carried(case)
        assert brought.large == paths("other.csv", "rows.csv")
        assert brought.lacking == paths("third.csv")
        assert (folder / "rows.csv").read_bytes() == LARGE == (folder / "other.csv").read_bytes()
        assert (folder / "small.csv").read_text() == "id\n1\n"
        assert (folder / "third.csv").read_text().startswith("version")
