"""A proposal on GitLab: the same story by merge requests, opened by the push itself."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from squash.errors import Blocked, UsageError
from squash.flow.proposing import propose
from squash.outcome import Outcome
from squash.outside.console import for_stream
from squash.proposal.marker import find_marker
from squash.settings import Settings, resolve
from squash.settings.forge import surroundings_of
from tests.forge.client import QUICK
from tests.forge.gitlab import Lab, running_lab
from tests.forge.repository import Bare
from tests.gitserver import GitServer, git, new_repository, serving
from tests.outside.proposals import Run, fails, revisions, squashes

pytestmark = pytest.mark.usefixtures("unmeasured")

PROJECT, BRANCH = "group/sub/shop", "alembic-squash/backend"
TOKEN = "glpat-0123456789abcdefghij"


@dataclass
class Shop:
    """A project on GitLab, a checkout of it, and what the last run printed."""

    lab: Lab
    server: GitServer
    checkout: Path
    log: str = ""

    def settings(self, **flags: object) -> Settings:
        """What a job of the project's pipeline asks for."""
        variables = {
            "PATH": "/usr/bin:/bin",
            "GITLAB_CI": "true",
            "CI_SERVER_URL": self.server.url,
            "CI_API_V4_URL": f"{self.lab.url}/api/v4",
            "CI_PROJECT_PATH": PROJECT,
            "CI_COMMIT_BRANCH": "main",
            "CI_PIPELINE_SOURCE": "schedule",
            "GITLAB_USER_NAME": "Ann",
            "GITLAB_USER_EMAIL": "ann@example.org",
        }
        project = str(self.checkout / "backend")
        known = resolve(
            project, flags={"create_pull_request": True, **flags}, variables=variables, files=()
        )
        return replace(known, token=TOKEN, surroundings=surroundings_of(variables))

    def propose(self, run: Run, **flags: object) -> Outcome:
        """One run."""
        stream = io.StringIO()
        outcome = propose(
            self.settings(**flags), for_stream(stream, terminal=False, environ={}), run
        )
        self.log = stream.getvalue()
        return outcome

    def listen(self) -> Path:
        """The file that takes the options of the next pushes."""
        heard = self.checkout.with_name("options")
        hook = self.lab.bare.folder / "hooks" / "pre-receive"
        hook.parent.mkdir(exist_ok=True)
        asked = "for n in 0 1 2 3; do eval echo \\$GIT_PUSH_OPTION_$n; done"
        hook.write_text(f"#!/bin/sh\n({asked}) | grep . >> {heard}\ntrue\n")
        hook.chmod(0o755)
        return heard


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    """A project with a history of 15 revisions."""
    monkeypatch.setattr("squash.outside.gitlab.Patience", lambda: QUICK)
    bare = new_repository(tmp_path / "served", PROJECT, dict(revisions(0, 15)))
    git(tmp_path, "clone", "-q", str(bare), "checkout")
    with (
        serving(GitServer(tmp_path / "served", TOKEN)) as server,
        running_lab(Lab(PROJECT, Bare(bare), {TOKEN: "project_1_bot"})) as lab,
    ):
        yield Shop(lab, server, tmp_path / "checkout")


def test_a_merge_request_is_opened_kept_withdrawn_and_closed(shop: Shop) -> None:
    """One merge request, one note at a time; who started the pipeline commits."""
    options = shop.listen()
    made = shop.propose(squashes()).delivery
    assert made is not None
    assert options.read_text().splitlines() == [
        "merge_request.create",
        "merge_request.target=main",
        "merge_request.title=Squash 12 of 15 migrations into one baseline in backend",
    ]
    assert (made.operation, made.number, made.branch) == ("created", 1, BRANCH)
    assert made.head == shop.lab.bare.tips()[BRANCH]
    assert shop.lab.bare.git("log", "-1", "--format=%an <%ae>", BRANCH) == "Ann <ann@example.org>"
    marker = find_marker(shop.lab.merges[1]["description"], "backend")
    assert marker is not None
    assert marker.head == made.head
    again = shop.propose(squashes()).delivery
    assert again is not None
    assert (again.operation, again.number) == ("none", 1)
    assert "Merge request !1: left as it is. !1 says all this already." in shop.log
    shop.propose(fails(Blocked("It cannot be held.")))
    assert shop.lab.merges[1]["title"].startswith("Draft: ")
    assert len(shop.lab.notes) == 1
    shop.propose(squashes())
    assert not shop.lab.merges[1]["title"].startswith("Draft: ")
    assert (shop.lab.notes, shop.lab.bare.tips()[BRANCH]) == ({}, made.head)
    closed = shop.propose(squashes(least=50), delete_branch=True).delivery
    assert closed is not None
    assert (closed.operation, shop.lab.merges[1]["state"]) == ("closed", "closed")
    assert BRANCH not in shop.lab.bare.tips()


def test_a_signed_commit_is_refused_before_the_work(shop: Shop) -> None:
    """GitLab makes none."""
    with pytest.raises(UsageError, match="sign-commits"):
        shop.propose(squashes(), sign_commits=True)
