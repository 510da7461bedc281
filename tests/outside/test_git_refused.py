"""Pushes that a server refuses: what it says is quoted, and the input that helps is named."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from squash.errors import ForgeError
from squash.outside.git.refusal import PushRefused, refused_push, refused_reading
from squash.outside.git.remote import GITLAB
from squash.outside.git.scratch import Scratch
from squash.outside.refusals import Unreachable
from tests.gitserver import commit_on
from tests.outside.gitcase import Case, git_case

A = "app/versions/a.py"
BRANCH = "squash/main"
RULES = "error: GH013: Repository rule violations found for refs/heads/squash/main."
REVIEW = "Review all repository rules at https://github.com/org/shop/rules?ref=refs%2Fheads%2Fmain"
UNSIGNED = f"""{RULES}
{REVIEW}

- Commits must have verified signatures.
  Found 1 violation:

  027faa7121ee9df79db623e1a2848d2cc88a8dba
"""
RESTRICTED = f"{RULES}\n{REVIEW}\n\n- Cannot create ref due to creations being restricted.\n"
PATTERN = f"{RULES}\n{REVIEW}\n\n- Commit message must match a given regex pattern: ^[A-Z]+-\\d+\n"
BOTH = f"""{RULES}
{REVIEW}

- Changes must be made through a pull request.

- Commits must have verified signatures.
"""
PROTECTED = (
    "error: GH006: Protected branch update failed for refs/heads/squash/main.\n"
    "error: Cannot force-push to this protected branch\n"
)
AUTHOR = "GitLab: Author's email 'ann@example.org' does not follow the pattern '@corp$'\n"
COMMITTER = "GitLab: Committer's email 'bot@example.org' does not follow the pattern '@corp$'\n"
NAME = "GitLab: Branch name 'squash/main' does not follow the pattern '^(fix|feature)/'\n"
SECRET = f"{RULES}\n\n- GITHUB PUSH PROTECTION\n    Push cannot contain secrets\n"
LARGE = "error: GH001: Large files detected. You may want to try Git Large File Storage.\n"


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    """A server, and a checkout of depth one."""
    with git_case(tmp_path) as made:
        made.clone("--depth=1")
        yield made


@pytest.fixture
def scratch(case: Case) -> Scratch:
    """The scratch repository, with the base in it."""
    made = case.scratch()
    made.fetch("main")
    return made


def refuse(case: Case, said: str, name: str = "pre-receive") -> None:
    """Let the server refuse every push with some words, by a hook of its own."""
    hook = case.bare / "hooks" / name
    hook.parent.mkdir(exist_ok=True)
    (case.bare / "said").write_text(said)
    hook.write_text(f"#!/bin/sh\ncat '{case.bare}/said' >&2\nexit 1\n")
    hook.chmod(0o755)


def pushed(scratch: Scratch, branch: str = BRANCH) -> PushRefused:
    """Why a push is refused."""
    made = scratch.commit(scratch.store.text("rev-parse", "main"), {A: b"baseline\n"}, "Squash")
    with pytest.raises(PushRefused) as caught:
        scratch.push(made.sha, branch, None)
    assert caught.value.exit_code == 6
    return caught.value


@pytest.mark.parametrize(
    ("said", "quoted", "named"),
    [
        (UNSIGNED, "verified signatures", "the input sign-commits,"),
        (RESTRICTED, "creations being restricted", "the input branch,"),
        (PATTERN, "must match a given regex", "the input commit-message,"),
        (BOTH, "through a pull request", "the input branch and sign-commits,"),
        (PROTECTED, "GH006", "the input branch,"),
        (AUTHOR, "does not follow", "the input author,"),
        (COMMITTER, "does not follow", "the input committer,"),
        (NAME, "does not follow", "the input branch,"),
        (SECRET, "cannot contain secrets", "Exempt this branch"),
        (LARGE, "Large files detected", "Exempt this branch"),
        ("no", "no", "Exempt this branch"),
    ],
)
def test_a_rule_is_quoted_and_what_meets_it_named(
    case: Case, scratch: Scratch, said: str, quoted: str, named: str
) -> None:
    """As the forges word them, printed by a hook of the server."""
    refuse(case, said)
    refusal = pushed(scratch)
    assert refusal.kind == "rule"
    assert refusal.what == f"The push to {BRANCH} was refused: pre-receive hook declined."
    assert quoted in refusal.why
    assert "remote:" not in refusal.why
    assert named in refusal.next_step
    assert scratch.remote.tips(BRANCH) == {}


def test_a_branch_below_another_is_told(case: Case, scratch: Scratch) -> None:
    """Git cannot have both, and the other one is named."""
    commit_on(case.bare, "squash", {A: "x\n"}, "In the way", start="main")
    refusal = pushed(scratch)
    assert refusal.kind == "rule"
    assert "there is squash" in refusal.why
    assert "branch" in refusal.next_step


def test_a_token_that_may_only_read_is_told(case: Case, scratch: Scratch) -> None:
    """With the lines that give it the right, and with GitLab's words for GitLab."""
    reader = replace(scratch, remote=replace(scratch.remote, token="reader"))
    refusal = pushed(reader)
    assert refusal.kind == "permission"
    assert "403" in refusal.why
    assert "permissions:\n  contents: write\n  pull-requests: write" in refusal.next_step
    gitlab = replace(reader, remote=replace(reader.remote, user=GITLAB))
    assert "write_repository" in pushed(gitlab).next_step
    nobody = replace(reader, remote=replace(reader.remote, token="wrong"))
    assert pushed(nobody).kind == "permission"


def test_a_server_that_is_gone_is_told(case: Case, scratch: Scratch) -> None:
    """After trying again, and looking whether the push arrived."""
    url = "http://127.0.0.1:9/org/shop.git"
    assert pushed(replace(scratch, remote=replace(scratch.remote, url=url))).kind == "unreachable"
    missing = f"{case.server.url}/org/none.git"
    refusal = pushed(replace(scratch, remote=replace(scratch.remote, url=missing)))
    assert refusal.kind == "permission"


def test_what_the_server_says_meanwhile_is_no_refusal(case: Case, scratch: Scratch) -> None:
    """GitHub prints an address, and which rules were bypassed, beside a push that succeeds."""
    hook = case.bare / "hooks" / "post-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho 'Bypassed rule violations for refs/heads/squash/main:' >&2\n")
    hook.chmod(0o755)
    made = scratch.commit(case.tip(), {A: b"baseline\n"}, "Squash")
    scratch.push(made.sha, BRANCH, None)
    assert case.tip(BRANCH) == made.sha


def test_somebody_faster_is_told(case: Case, scratch: Scratch) -> None:
    """The branch moves between our look and our push: the server's lock says so."""
    made = scratch.commit(case.tip(), {A: b"baseline\n"}, "Squash")
    other = scratch.commit(case.tip(), {A: b"other\n"}, "Theirs")
    scratch.push(other.sha, "elsewhere", None)
    hook = case.bare / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    # Objects of a push lie apart until it is accepted, and refs do not move meanwhile.
    move = f"env -u GIT_QUARANTINE_PATH git update-ref refs/heads/{BRANCH} {other.sha}"
    hook.write_text(f"#!/bin/sh\n{move}\n")
    hook.chmod(0o755)
    with pytest.raises(PushRefused, match="not where") as caught:
        scratch.push(made.sha, BRANCH, None)
    assert caught.value.kind == "stale"
    assert case.tip(BRANCH) == other.sha


def test_words_of_workflows_and_of_certificates() -> None:
    """What no server here can be made to say."""
    line = (
        "!\tabc:refs/heads/squash/main\t[remote rejected] (refusing to allow a GitHub App to "
        "create or update workflow `.github/workflows/ci.yml` without `workflows` permission)\n"
    )
    refusal = refused_push("https://x/y", BRANCH, f"To https://x/y\n{line}Done\n", "", gitlab=False)
    assert refusal.kind == "permission"
    assert "workflows" in refusal.next_step
    assert "ci.yml" in refusal.what
    words = (
        "fatal: unable to access 'https://x/y/': SSL certificate problem: self-signed certificate "
        "in certificate chain\n"
    )
    assert "SSL_CERT_FILE" in refused_reading("https://x/y", words, gitlab=False).next_step
    untrusted = refused_push("https://x/y", BRANCH, "", words, gitlab=False)
    assert (untrusted.kind, "SSL_CERT_FILE" in untrusted.next_step) == ("unreachable", True)
    denied = (
        "remote: Permission to org/shop.git denied to github-actions[bot].\n"
        "fatal: unable to access 'https://x/y/': The requested URL returned error: 403\n"
    )
    refusal = refused_push("https://x/y", BRANCH, "", denied, gitlab=False)
    assert (refusal.kind, refusal.why) == (
        "permission", "Permission to org/shop.git denied to github-actions[bot].",
    )  # fmt: skip
    odd = refused_reading("https://x/y", "", gitlab=False)
    assert type(odd) is ForgeError
    assert odd.why == "It printed nothing."
    reset = "error: RPC failed; curl 56 OpenSSL SSL_read: Connection reset by peer\n"
    assert isinstance(refused_reading("https://x/y", reset, gitlab=True), Unreachable)
