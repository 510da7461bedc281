"""The scratch repository: fetching, working trees, commits and pushes beside a real checkout."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from squash.errors import CheckoutError, ForgeError, UsageError
from squash.outside.git import find_repository
from squash.outside.git.refusal import PushRefused
from tests.gitserver import commit_on, git
from tests.outside.gitcase import FILES, VARIABLES, Case, git_case, state

A, B = "app/versions/a.py", "app/versions/b.py"


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    """A server, and a complete checkout."""
    with git_case(tmp_path) as made:
        made.clone()
        yield made


def test_the_tip_of_the_forge_is_what_is_worked_on(case: Case) -> None:
    """A checkout that is dirty, elsewhere and behind leaks nothing into the working tree."""
    newer = commit_on(case.bare, "main", {"app/new.py": "new\n"}, "Newer")
    git(case.top, "checkout", "-q", "-b", "mine")
    (case.top / A).write_text("dirty\n")
    (case.top / "app" / "untracked.py").write_text("mine\n")
    before = state(case.top)
    scratch = case.scratch()
    assert scratch.fetch("main") == newer
    folder = scratch.check_out(newer, case.work / "tree")
    assert (folder / A).read_text() == FILES[A]
    assert scratch.size_of(newer) == sum(map(len, FILES.values())) + len("new\n")
    assert sorted(each.name for each in (folder / "app").iterdir()) == [
        "env.py",
        "new.py",
        "versions",
    ]
    repository = find_repository(folder / "app", VARIABLES)
    assert repository is not None
    assert repository.top == folder
    held = [folder / A, folder / B]
    assert repository.held([*held, folder / "app" / "none.py"]) == frozenset(held)
    assert git(folder, "status", "--porcelain") == ""
    assert git(folder, "remote") == ""
    assert state(case.top) == before


def test_a_tip_that_the_checkout_has_is_not_fetched(case: Case) -> None:
    """Only the name of the commit is asked for; its objects are read where they are."""
    scratch = case.scratch()
    assert scratch.fetch("main") == case.tip()
    assert [path for _, path, _ in case.server.seen if "pack" not in path] == []
    posts = [method for method, _, _ in case.server.seen if method == "POST"]
    assert len(posts) == 1
    assert (scratch.check_out(case.tip(), case.work / "tree") / B).is_file()


def test_tags_come_when_they_are_asked_for(case: Case) -> None:
    """A tag of the forge is one of the working tree; one that is nowhere is left out."""
    git(
        case.bare,
        "-c",
        "user.name=a",
        "-c",
        "user.email=b",
        "tag",
        "-a",
        "v1",
        "-m",
        "first",
        "main",
    )
    newer = commit_on(case.bare, "main", {A: None}, "Newer")
    scratch = case.scratch()
    assert scratch.fetch("main", tags=("v1", "v2")) == newer
    folder = scratch.check_out(newer, case.work / "tree")
    repository = find_repository(folder, VARIABLES)
    assert repository is not None
    assert sorted(repository.contents_at("v1", folder / "app" / "versions")) == [
        folder / A, folder / B,
    ]  # fmt: skip
    with pytest.raises(CheckoutError, match="no tag v2"):
        repository.contents_at("v2", folder)


def test_a_branch_that_is_not_there_is_told(case: Case) -> None:
    """The input that names it is named."""
    with pytest.raises(ForgeError, match="no branch develop") as caught:
        case.scratch().fetch("develop")
    assert "base" in caught.value.next_step


def test_a_commit_has_only_the_named_changes(case: Case) -> None:
    """Added, changed and removed files; modes kept; nothing else, whatever lies in the checkout."""
    git(case.top, "update-index", "--chmod=+x", A)
    (case.top / "more").write_text("staged")
    git(case.top, "add", "more")
    (case.top / "app" / "link.py").symlink_to("env.py")
    git(case.top, "add", "app/link.py")
    git(case.top, "commit", "-qm", "Modes")
    git(case.top, "push", "-q")
    scratch = case.scratch()
    parent = scratch.fetch("main")
    changes = {A: b"baseline\n", B: None, "app/link.py": b"x", "app/\xfc new.py": b"\x00\r\n"}
    made = scratch.commit(parent, changes, "Squash\n\nWhy", "Ann <ann@example.org>", "Bob <b@c>")
    scratch.push(made.sha, "squash/main", None)
    assert case.tip("squash/main") == made.sha
    shown = git(
        case.bare, "-c", "core.quotePath=off", "diff-tree", "-r", "--name-status", parent, made.sha
    )
    assert sorted(shown.splitlines()) == [
        "A\tapp/\xfc new.py", f"D\t{B}", f"M\t{A}", "T\tapp/link.py",
    ]  # fmt: skip
    assert git(case.bare, "ls-tree", made.sha, A).startswith("100755")
    assert git(case.bare, "show", f"{made.sha}:{A}") == "baseline"
    about = git(case.bare, "log", "-1", "--format=%an %ae|%cn %ce|%P|%T|%B", made.sha)
    assert about == f"Ann ann@example.org|Bob b@c|{parent}|{made.tree}|Squash\n\nWhy\n"


def test_a_commit_is_stored_as_attributes_ask(tmp_path: Path) -> None:
    """Line endings by `.gitattributes` of the parent, as if a person had added the file."""
    files = FILES | {".gitattributes": "*.py text eol=crlf\n"}
    with git_case(tmp_path, files) as case:
        case.clone()
        (case.top / ".gitattributes").write_text("*.py -text\n")
        scratch = case.scratch()
        parent = scratch.fetch("main")
        folder = scratch.check_out(parent, tmp_path / "tree")
        assert (folder / A).read_bytes().endswith(b"\r\n")
        made = scratch.commit(parent, {A: b"one\r\ntwo\r\n"}, "Squash")
        assert git(scratch.store.path, "cat-file", "blob", f"{made.sha}:{A}") == "one\ntwo"
        again = scratch.check_out(made.sha, tmp_path / "again")
        assert (again / A).read_bytes() == b"one\r\ntwo\r\n"


def test_filters_of_the_checkout_run_where_no_token_is(tmp_path: Path) -> None:
    """A driver that its configuration names converts both ways, and sees no token."""
    with git_case(tmp_path, FILES | {".gitattributes": "*.py filter=upper\n"}) as case:
        case.clone()
        seen = tmp_path / "seen"
        git(case.top, "config", "filter.upper.clean", f"tr a-z A-Z; env >> {seen}")
        git(case.top, "config", "filter.upper.smudge", "tr A-Z a-z")
        scratch = case.scratch()
        parent = scratch.fetch("main")
        made = scratch.commit(parent, {A: b"one\n"}, "Squash")
        assert git(scratch.store.path, "cat-file", "blob", f"{made.sha}:{A}") == "ONE"
        assert (scratch.check_out(made.sha, tmp_path / "tree") / A).read_text() == "one\n"
        assert "GIT_CONFIG_COUNT" in seen.read_text()
        assert case.remote.secrets[1] not in seen.read_text()


def test_a_person_is_a_name_with_an_address(case: Case) -> None:
    """The input that is written wrong is named; without one it is the workflow's account."""
    scratch = case.scratch()
    parent = scratch.fetch("main")
    for wrong in ("Ann", "Ann <>", "<a@b>", "Ann <a@b> and others", "A\nn <a@b>"):
        with pytest.raises(UsageError, match="author"):
            scratch.commit(parent, {A: b""}, "Squash", author=wrong)
    made = scratch.commit(parent, {A: b""}, "Squash")
    assert git(scratch.store.path, "log", "-1", "--format=%an|%cn", made.sha) == (
        "github-actions[bot]|github-actions[bot]"
    )


def test_a_push_takes_the_place_of_what_was_seen_alone(case: Case) -> None:
    """A new branch must not exist; an old one must stand where it did; else nothing moves."""
    scratch = case.scratch()
    parent = scratch.fetch("main")
    first = scratch.commit(parent, {A: b"first\n"}, "Squash")
    second = scratch.commit(parent, {A: b"second\n"}, "Squash")
    scratch.push(first.sha, "squash/main", None)
    with pytest.raises(PushRefused, match="not where") as caught:
        scratch.push(second.sha, "squash/main", None)
    assert caught.value.kind == "stale"
    scratch.push(second.sha, "squash/main", first.sha)
    theirs = commit_on(case.bare, "squash/main", {B: "theirs\n"}, "A colleague's")
    with pytest.raises(PushRefused) as caught:
        scratch.push(first.sha, "squash/main", second.sha)
    assert caught.value.kind == "stale"
    with pytest.raises(PushRefused) as caught:
        scratch.delete_branch("squash/main", second.sha)
    assert caught.value.kind == "stale"
    assert case.tip("squash/main") == theirs
    scratch.delete_branch("squash/main", theirs)
    scratch.delete_branch("squash/main", theirs)
    assert scratch.remote.tips() == {"main": parent}


def test_a_push_without_an_answer_is_looked_at(case: Case) -> None:
    """It arrived: good. It did not: once more."""
    scratch = case.scratch()
    parent = scratch.fetch("main")
    made = scratch.commit(parent, {A: b"first\n"}, "Squash")
    case.server.unanswered.append("/git-receive-pack")
    scratch.push(made.sha, "squash/main", None)
    assert case.tip("squash/main") == made.sha
    case.server.failures += [("receive-pack", 503), ("receive-pack", 503)]
    scratch.push(made.sha, "squash/again", None)
    assert case.tip("squash/again") == made.sha
    case.server.failures += [("receive-pack", 503)] * 3
    with pytest.raises(PushRefused, match="refused") as caught:
        scratch.push(made.sha, "squash/third", None)
    assert caught.value.kind == "unreachable"


def test_a_name_that_git_does_not_allow_is_told(case: Case) -> None:
    """Before anything is sent."""
    scratch = case.scratch()
    parent = scratch.fetch("main")
    case.server.seen.clear()
    for name in ("a b", "-x..y", "a.lock", ""):
        with pytest.raises(UsageError, match="branch"):
            scratch.push(parent, name, None)
    assert case.server.seen == []


def test_push_options_reach_the_server(case: Case) -> None:
    """GitLab opens a merge request by them."""
    hook = case.bare / "hooks" / "post-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\nenv | grep GIT_PUSH_OPTION > {case.work}/options\n")
    hook.chmod(0o755)
    scratch = case.scratch()
    made = scratch.commit(scratch.fetch("main"), {A: b"first\n"}, "Squash")
    options = ("merge_request.create", "merge_request.title=Squash 40 revisions")
    scratch.push(made.sha, "squash/main", None, options)
    assert sorted((case.work / "options").read_text().splitlines()) == [
        "GIT_PUSH_OPTION_0=merge_request.create",
        "GIT_PUSH_OPTION_1=merge_request.title=Squash 40 revisions",
        "GIT_PUSH_OPTION_COUNT=2",
    ]


def test_a_commit_that_the_forge_made_is_fetched(case: Case) -> None:
    """To be compared with the proved tree, and pushed with the lease."""
    scratch = case.scratch()
    parent = scratch.fetch("main")
    mine = scratch.commit(parent, {A: b"baseline\n"}, "Squash")
    signed = commit_on(case.bare, "refs/made", {A: "baseline\n"}, "Signed", start="main")
    assert scratch.fetch_commit(signed).tree == mine.tree
    assert scratch.tree_of(parent) != mine.tree
    with pytest.raises(ForgeError):
        scratch.fetch_commit("1" * 40)
