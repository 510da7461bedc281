"""What others work on: heads of pull requests, and their commits on our branch."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from squash.errors import CheckoutError, ForgeError
from tests.gitserver import commit_on, git
from tests.outside.gitcase import FILES, Case, git_case

A, B = "app/versions/a.py", "app/versions/b.py"
VERSIONS = "app/versions"


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    """A server, and a checkout of depth one."""
    with git_case(tmp_path) as made:
        commit_on(made.bare, "main", {"README": "x\n"}, "Second")
        made.clone("--depth=1")
        yield made


def pull(case: Case, number: int, files: dict[str, str | bytes | None], start: str = "main") -> str:
    """Open a pull request with one commit; its head."""
    return commit_on(case.bare, f"refs/pull/{number}/head", files, f"Work {number}", start=start)


def test_what_open_pull_requests_change_is_told(case: Case) -> None:
    """Hundreds of heads in one question, trees without contents; a head that is gone is left."""
    old = case.tip("main~1")
    heads = {n: pull(case, n, {f"{VERSIONS}/c{n}.py": f"revision = 'c{n}'\n"}) for n in range(40)}
    heads[40] = pull(case, 40, {"doc.txt": "no revision\n", "big.bin": b"\x00" * 4096})
    heads[41] = pull(case, 41, {A: "revision = 'a'  # edited\n"}, start=old)
    scratch = case.scratch()
    base = scratch.fetch("main")
    assert case.remote.pull_heads() == heads
    case.server.seen.clear()
    there = scratch.fetch_blobless([*heads.values(), "1" * 40])
    assert there == frozenset(heads.values())
    assert len(case.server.seen) <= 6
    changed = {n: scratch.changed(base, sha, [VERSIONS]) for n, sha in heads.items()}
    assert changed[40] == {}
    assert set(scratch.changed(base, heads[40], [""])) == {"doc.txt", "big.bin"}
    assert scratch.changed(base, heads[40], []) == {}
    assert scratch.changed(heads[40], base, ["."]) == {}
    assert list(changed[41]) == [A]
    blobs = [blob for files in changed.values() for blob in files.values()]
    folder = scratch.folder / "heads" / "objects"
    known = git(scratch.folder / "heads", "rev-list", "--objects", "--missing=print", heads[40])
    assert f"?{git(case.bare, 'rev-parse', heads[40] + ':big.bin')}" in known
    case.server.seen.clear()
    contents = scratch.contents([*blobs, *blobs])
    assert len(case.server.seen) <= 2
    assert contents[changed[7][f"{VERSIONS}/c7.py"]] == b"revision = 'c7'\n"
    assert len(contents) == 41
    assert folder.is_dir()
    case.server.seen.clear()
    assert scratch.contents(blobs) == contents
    assert case.server.seen == []


def test_files_of_a_commit_are_told_with_their_ids(case: Case) -> None:
    """Below a folder, or all of them; a commit that was never fetched is an error."""
    scratch = case.scratch()
    base = scratch.fetch("main")
    assert set(scratch.files(base)) == {*FILES, "README"}
    files = scratch.files(base, VERSIONS)
    assert set(files) == {A, B}
    assert scratch.contents(files.values())[files[A]] == FILES[A].encode()
    with pytest.raises(CheckoutError):
        scratch.files("1" * 40)


def test_a_content_that_the_server_lacks_is_told(case: Case) -> None:
    """With exit code 6: it is the forge's."""
    with pytest.raises(ForgeError) as caught:
        case.scratch().contents(["1" * 40])
    assert caught.value.exit_code == 6


def test_commits_of_others_on_our_branch_are_told(case: Case) -> None:
    """By whom and about what; a merge of the base by the forge's button is told apart."""
    scratch = case.scratch()
    parent = scratch.fetch("main")
    mine = scratch.commit(parent, {A: b"baseline\n", B: None}, "Squash")
    scratch.push(mine.sha, "squash/main", None)
    assert scratch.foreign(mine.sha, mine.sha, parent) == ()
    fix = commit_on(case.bare, "squash/main", {A: "fixed\n"}, "Fix it\n\nbody", author="Ann <a@b>")
    (only,) = scratch.foreign(fix, mine.sha, parent)
    assert (only.sha, only.author, only.subject, only.update) == (fix, "Ann", "Fix it", False)
    base = commit_on(case.bare, "main", {"README": "y\n"}, "Third")
    tree = git(case.bare, "rev-parse", f"{fix}^{{tree}}")
    merge = git(
        case.bare, "commit-tree", tree, "-p", fix, "-p", base, "-m", "Merge branch 'main'"
    )  # fmt: skip
    git(case.bare, "update-ref", "refs/heads/squash/main", merge)
    found = scratch.foreign(merge, mine.sha, base)
    assert [(each.sha, each.update) for each in found] == [(merge, True), (fix, False)]


def test_our_commit_moved_on_top_of_the_base_is_ours(case: Case) -> None:
    """The button that rebases changes the parent alone; who changes more has made it theirs."""
    scratch = case.scratch()
    parent = scratch.fetch("main")
    mine = scratch.commit(parent, {A: b"baseline\n", B: None}, "Squash")
    scratch.push(mine.sha, "squash/main", None)
    base = commit_on(case.bare, "main", {"README": "y\n"}, "Third")
    for change, update in (({A: "baseline\n", B: None}, True), ({A: "theirs\n", B: None}, False)):
        moved = commit_on(case.bare, "refs/tmp/moved", change, "Squash", start=base)
        git(case.bare, "update-ref", "refs/heads/squash/main", moved)
        (only,) = scratch.foreign(moved, mine.sha, base)
        assert (only.sha, only.update) == (moved, update)


def test_a_branch_that_was_written_anew_is_not_ours(case: Case) -> None:
    """Also where our own commit is nowhere to be found any more."""
    scratch = case.scratch()
    base = scratch.fetch("main")
    other = commit_on(case.bare, "squash/main", {A: "theirs\n"}, "Theirs", start="main~1")
    assert [each.sha for each in scratch.foreign(other, "2" * 40, base)] == [other]
    many = other
    for number in range(25):
        many = commit_on(case.bare, "squash/main", {A: f"{number}\n"}, f"Theirs {number}")
    assert len(scratch.foreign(many, "2" * 40, base)) == 20
