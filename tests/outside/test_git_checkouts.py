"""Checkouts of every kind, as runners and people make them: each works, none is written to."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from squash.errors import CheckoutError
from squash.outside.git import find_repository
from squash.outside.git.scratch import open_scratch
from tests.gitserver import commit_on, git
from tests.outside.gitcase import FILES, TOKEN, VARIABLES, Case, git_case, state

A, B = "app/versions/a.py", "app/versions/b.py"


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    """A server with a few commits, a pull request and a tag."""
    with git_case(tmp_path) as made:
        for number in range(2):
            commit_on(made.bare, "main", {"README": f"{number}\n"}, f"Commit {number}")
        yield made


def complete(case: Case) -> None:
    """Everything is there."""
    case.clone()


def shallow(case: Case) -> None:
    """One commit, as actions/checkout makes it."""
    case.clone("--depth=1")


def merge_commit(case: Case) -> None:
    """The merge of a pull request, of depth one: neither parent is there."""
    head = commit_on(case.bare, "refs/pull/3/head", {"more": "x\n"}, "Work", start="main~1")
    tree = git(case.bare, "rev-parse", "main^{tree}")
    words = ("commit-tree", tree, "-p", "main", "-p", head, "-m", "Merge")
    git(case.bare, "update-ref", "refs/pull/3/merge", git(case.bare, *words))
    case.top.mkdir()
    git(case.top, "init", "-q")
    git(case.top, "fetch", "-q", "--depth=1", case.bare.as_uri(), "refs/pull/3/merge")
    git(case.top, "checkout", "-q", "FETCH_HEAD")


def detached_and_dirty(case: Case) -> None:
    """At an old commit, with staged, changed and new files and a rebase under way."""
    case.clone()
    git(case.top, "checkout", "-q", "HEAD~1")
    (case.top / A).write_text("dirty\n")
    (case.top / "new").write_text("new\n")
    git(case.top, "add", "new")
    (case.top / ".git" / "rebase-merge").mkdir()


def blobless(case: Case) -> None:
    """A partial clone, which lacks the contents of most files."""
    case.clone("--filter=blob:none", "--no-checkout")


def sparse(case: Case) -> None:
    """Only some folders, as actions/checkout makes it: partial as well."""
    case.clone("--filter=blob:none", "--sparse", "--depth=1")


def worktree(case: Case) -> None:
    """A second working tree of a repository that lies elsewhere."""
    main = case.clone(top=case.work / "elsewhere")
    git(main, "worktree", "add", "-q", "-b", "other", str(case.top), "HEAD~1")


def borrowing(case: Case) -> None:
    """A clone that reads the objects of a third one."""
    case.clone("--reference", str(case.bare))


def borrowing_from_partial(case: Case) -> None:
    """A clone that reads the objects of one that lacks some."""
    partial = case.clone("--filter=blob:none", "--no-checkout", top=case.work / "elsewhere")
    case.clone("--no-checkout", "--shared", "--reference", str(partial))


def hooked(case: Case) -> None:
    """Hooks that fail, programs that would run, addresses that lead elsewhere."""
    case.clone()
    for name in ("pre-push", "post-checkout", "reference-transaction", "post-index-change"):
        hook = case.top / ".git" / "hooks" / name
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(f"#!/bin/sh\necho {name} >> {case.work}/ran\nexit 1\n")
        hook.chmod(0o755)
    ran = f"touch {case.work}/ran"
    for key, value in {
        "core.fsmonitor": ran, "core.sshCommand": ran, "credential.helper": f"!{ran}",
        "core.askPass": ran, "url.http://127.0.0.1:9/.insteadOf": case.server.url,
        "http.proxy": "http://127.0.0.1:9", "core.hooksPath": str(case.top / ".git" / "hooks"),
        f"http.{case.server.url}/.extraheader": "Authorization: Basic bm90OmdvaW5n",
        "remote.origin.uploadpack": ran, "remote.origin.receivepack": ran,
        "protocol.version": "0", "core.alternateRefsCommand": ran, "gpg.program": ran,
        "commit.gpgSign": "true", "push.gpgSign": "true", "filter.lfs.process": ran,
        "core.gitProxy": ran, "push.default": "matching",
    }.items():  # fmt: skip
        git(case.top, "config", key, value)


def foreign(case: Case) -> None:
    """It belongs to the runner's account, and we are root."""
    case.clone()
    if os.geteuid() == 0:
        for each in (case.top, *case.top.rglob("*")):
            os.chown(each, 65534, 65534, follow_symlinks=False)


KINDS = [
    complete, shallow, merge_commit, detached_and_dirty, blobless, sparse, worktree, borrowing,
    borrowing_from_partial, hooked, foreign,
]  # fmt: skip


@pytest.mark.parametrize(
    ("make", "moved"),
    [(each, False) for each in KINDS] + [(each, True) for each in (complete, shallow, blobless)],
)
def test_every_checkout_will_do(case: Case, make: Callable[[Case], None], moved: bool) -> None:
    """Fetch, check out, commit, push, push again: the same result, and no byte of it changed."""
    make(case)
    if moved:
        commit_on(case.bare, "main", {"README": "moved\n"}, "Moved")
    before = state(case.top)
    elsewhere = state(case.work / "elsewhere")
    scratch = case.scratch()
    tip = scratch.fetch("main")
    assert tip == case.tip()
    folder = scratch.check_out(tip, case.work / "tree")
    assert (folder / B).read_text() == FILES[B]
    assert git(folder, "status", "--porcelain") == ""
    repository = find_repository(folder, VARIABLES)
    assert repository is not None
    assert repository.held([folder / A]) == frozenset([folder / A])
    made = scratch.commit(tip, {A: b"baseline\n", B: None}, "Squash")
    scratch.push(made.sha, "squash/main", None)
    again = scratch.commit(tip, {A: b"other\n", B: None}, "Squash")
    scratch.push(again.sha, "squash/main", made.sha)
    assert case.tip("squash/main") == again.sha
    assert git(case.bare, "rev-parse", "squash/main~1") == tip
    assert git(case.bare, "diff", "--name-status", "main", "squash/main") == f"M\t{A}\nD\t{B}"
    git(case.bare, "fsck", "--strict")
    assert state(case.top) == before
    assert state(case.work / "elsewhere") == elsewhere
    assert not (case.work / "ran").exists()


def test_little_is_fetched_into_a_shallow_repository(case: Case) -> None:
    """A tip that does not descend from the shallow commit brings no past along."""
    merge_commit(case)
    scratch = case.scratch()
    tip = scratch.fetch("main")
    assert scratch.store.text("rev-list", tip) == tip


@pytest.mark.parametrize("moved", [False, True])
def test_what_the_forge_signed_is_pushed_from_a_shallow_repository(case: Case, moved: bool) -> None:
    """A commit without its parent would be refused."""
    shallow(case)
    if moved:
        commit_on(case.bare, "main", {"README": "new\n"}, "Newer")
    scratch = case.scratch()
    scratch.fetch("main")
    signed = commit_on(case.bare, "refs/made", {A: "baseline\n"}, "Signed", start="main")
    git(case.bare, "update-ref", "-d", "refs/made")
    scratch.push(scratch.fetch_commit(signed).sha, "squash/main", None)
    assert case.tip("squash/main") == signed


def test_other_accounts_can_read_what_the_project_is(case: Case) -> None:
    """In a container its code runs as one, and what is asked of git there finds its objects."""
    shallow(case)
    commit_on(case.bare, "main", {"README": "moved\n"}, "Moved")
    scratch = case.scratch()
    scratch.check_out(scratch.fetch("main"), case.work / "run" / "tree")
    found = [each for each in (case.work / "run").rglob("*") if not each.is_symlink()]
    closed = [each for each in found if each.stat().st_mode & 0o004 == 0]
    closed += [each for each in found if each.is_dir() and each.stat().st_mode & 0o001 == 0]
    assert closed == []


def test_ids_of_another_length_are_kept(tmp_path: Path) -> None:
    """A repository whose ids are SHA-256."""
    with git_case(tmp_path) as case:
        new = case.bare.parent / "long.git"
        new.mkdir()
        git(new, "init", "-q", "--bare", "-b", "main", "--object-format=sha256")
        git(new, "config", "http.receivepack", "true")
        first = commit_on(new, "main", FILES, "First")
        case.bare.rename(case.bare.with_suffix(".old"))
        new.rename(case.bare)
        case.clone()
        scratch = case.scratch()
        assert scratch.fetch("main") == first
        made = scratch.commit(first, {A: None}, "Squash")
        assert len(made.sha) == 64
        scratch.push(made.sha, "squash/main", None)
        scratch.check_out(made.sha, tmp_path / "tree")
        assert not (tmp_path / "tree" / A).exists()


def test_the_token_is_nowhere(case: Case) -> None:
    """In no file of the run, of the working tree or of the checkout, in no form."""
    shallow(case)
    scratch = case.scratch()
    tip = scratch.fetch("main")
    folder = scratch.check_out(tip, case.work / "run" / "tree")
    made = scratch.commit(tip, {A: b"baseline\n"}, "Squash")
    scratch.push(made.sha, "squash/main", None)
    scratch.fetch_blobless([tip])
    files = [each for each in case.work.rglob("*") if each.is_file()]
    assert folder / A in files
    assert len(files) > 50
    for secret in (TOKEN, *case.remote.secrets):
        assert [each for each in files if secret.encode() in each.read_bytes()] == []
    assert TOKEN not in repr(scratch)


def test_what_is_no_repository_is_told(case: Case) -> None:
    """A folder outside of any, and a place that cannot be written to."""
    case.top.mkdir()
    with pytest.raises(CheckoutError):
        case.scratch()
    git(case.top, "init", "-q")
    (case.work / "file").write_text("")
    with pytest.raises(CheckoutError, match="No repository can be made") as caught:
        open_scratch(case.work / "file", case.top, case.remote)
    assert "TMPDIR" in caught.value.next_step
