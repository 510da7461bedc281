"""Commits that GitHub makes and signs, each object of them looked at in the bare repository."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from squash.errors import UsageError
from squash.outside.refusals import Invalid, ReadOnly, Unsigned
from tests.forge.client import PERSONAL, WORKFLOW, Ground, ground

TEXT = "d = 'ä'\r\n\0"


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Ground]:
    """A stand-in with one repository."""
    with ground(tmp_path) as known:
        yield known


@dataclass(frozen=True, slots=True)
class Proved:
    """What was proved: the parent, its tree, and the tree that the commit must have."""

    parent: str
    base_tree: str
    tree: str


def proved(here: Ground) -> Proved:
    """The tree that removes one file, adds one, and changes one that is a program."""
    bare = here.store.bare
    parent = bare.tips()["main"]
    base = bare.git("rev-parse", "main^{tree}")
    blob = bare.git("hash-object", "-w", "--stdin", stdin=TEXT.encode())
    entries = [("a.py", "0", None), ("d/e.py", "100644", blob), ("run.sh", "100755", blob)]
    return Proved(parent, base, bare.tree(base, entries))


def signed(here: Ground, token: str = WORKFLOW, tree: str = "", **given: str) -> str:
    """Let GitHub make the commit."""
    wanted, content = proved(here), TEXT.encode()
    return here.client(token).signed_commit(
        base_tree=wanted.base_tree, parent=wanted.parent, message="Squash\n\nFor good.",
        changes={"a.py": None, "d/e.py": content, "run.sh": content}, executable={"run.sh"},
        tree=tree or wanted.tree, **given,
    )  # fmt: skip


@pytest.mark.parametrize("token", [WORKFLOW, "ghs_app"])
def test_the_proved_tree_is_signed_and_no_branch_moves(here: Ground, token: str) -> None:
    """The commit has the tree, the parent and the message; branches stand where they stood."""
    bare, before = here.store.bare, here.store.bare.tips()
    wanted, sha = proved(here), signed(here, token)
    assert bare.git("rev-parse", f"{sha}^{{tree}}") == wanted.tree
    assert bare.git("rev-parse", f"{sha}^@") == wanted.parent
    written = bare.git("cat-file", "commit", sha)
    assert "gpgsig -----BEGIN PGP SIGNATURE-----" in written
    assert written.endswith("\n\nSquash\n\nFor good.")
    assert bare.tips() == before
    assert here.store.signed == {sha: True}


@pytest.mark.parametrize(
    ("token", "given", "why"),
    [
        (PERSONAL, {}, "personal token"),
        ("github_pat_1", {}, "personal token"),
        (WORKFLOW, {"author": "A <a@b.c>"}, "have the author"),
        (WORKFLOW, {"author": "A <a@b.c>", "committer": "A <a@b.c>"}, "author and committer"),
    ],
)
def test_what_would_not_be_signed_is_refused_before(
    here: Ground, token: str, given: dict[str, str], why: str
) -> None:
    """A person's token, an author or a committer: GitHub is not even asked."""
    with pytest.raises(UsageError, match=why):
        signed(here, token, **given)
    assert here.forge.requests == []


def test_another_tree_than_the_proved_one_is_refused(here: Ground) -> None:
    """Nothing is committed of a tree that is not the proved one."""
    with pytest.raises(Unsigned, match="the proved one is 1111"):
        signed(here, tree="1" * 40)
    assert here.store.signed == {}


def test_a_commit_that_is_not_signed_is_refused(here: Ground) -> None:
    """GitHub says why it did not."""
    here.store.signs = False
    with pytest.raises(Unsigned, match=r"did not sign .*: unsigned\."):
        signed(here)


def test_what_github_refuses_is_told(here: Ground) -> None:
    """A missing permission, and a parent that it does not have."""
    with pytest.raises(ReadOnly, match="store a file") as raised:
        signed(here, "ghs_read")
    assert "permissions:\n  contents: write\n" in raised.value.next_step
    with pytest.raises(Invalid, match="BadObjectState"):
        here.client().signed_commit(
            base_tree="2" * 40, parent="3" * 40, changes={}, message="m", tree="4" * 40
        )
