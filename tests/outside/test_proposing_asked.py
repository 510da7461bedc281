"""A proposal is as it was asked for: its words, its people, its base, its signature."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from squash.errors import Blocked, UsageError
from squash.outcome import Outcome
from squash.outside.console import Console
from squash.settings import Settings
from tests.gitserver import git
from tests.outside.proposals import (
    BRANCH,
    VERSIONS,
    Scene,
    done,
    fails,
    revisions,
    squashes,
)

pytestmark = pytest.mark.usefixtures("unmeasured")

BLOCKED = fails(Blocked("It cannot be held.", why="So.", next_step="Do that."))


def test_a_draft_by_wish_stays_one_when_it_is_proved_again(shop: Scene) -> None:
    """What was said of the proof is taken back all the same."""
    shop.propose(draft=True)
    shop.propose(BLOCKED, draft=True)
    assert len(shop.store.comments) == 1
    assert done(shop.propose(draft=True)) == ("updated", 1)
    assert (shop.pull.draft, shop.store.comments) == (True, {})


def test_a_draft_with_labels_and_people(shop: Scene) -> None:
    """What is asked for is there; whom the forge refuses is told, and stops nothing."""
    asked: dict[str, Any] = {
        "labels": "db, new",
        "assignees": "octocat",
        "reviewers": "hubot,nobody",
    }
    outcome = shop.propose(draft=True, title="Less", body="By us.", **asked)
    assert done(outcome) == ("created", 1)
    pull = shop.pull
    assert (pull.draft, pull.title, "By us." in pull.body) == (True, "Less", True)
    assert (pull.labels, pull.assignees, pull.reviewers) == (["db", "new"], ["octocat"], ["hubot"])
    assert "nobody" in shop.log
    shop.commit(revisions(15, 16))
    asked = {"labels": "db, more", "assignees": "hubot"}
    assert done(shop.propose(draft=True, **asked)) == ("updated", 1)
    assert (pull.labels, pull.assignees) == (["db", "new", "more"], ["octocat"])


def test_another_title_is_written_without_another_commit(shop: Scene) -> None:
    """Who changes only the words of a workflow sees them at once, and keeps the reviews."""
    shop.propose()
    tip = shop.tip()
    for operation in ("updated", "none"):
        assert done(shop.propose(title="Less", body="By us.")) == (operation, 1)
        assert (shop.pull.title, "By us." in shop.pull.body, shop.tip()) == ("Less", True, tip)
    assert done(shop.propose()) == ("updated", 1)
    assert (shop.pull.title == "Less", "By us." in shop.pull.body) == (False, False)


def test_another_base_has_a_branch_of_its_own(shop: Scene) -> None:
    """Squashes of two bases do not fight for one branch."""
    shop.propose()
    bases = ["release/1", "release-1"]
    for number, base in enumerate(bases, start=2):
        git(shop.bare, "branch", base, "main")
        assert done(shop.propose(base=base)) == ("created", number)
        assert shop.store.pulls[number].base == base
    branches = set(shop.store.bare.tips()) - {"main", *bases}
    assert branches == {BRANCH, f"{BRANCH}-release-1", f"{BRANCH}-release-1-c216c6"}
    with pytest.raises(UsageError, match="into itself"):
        shop.propose(branch="main")


def test_a_dry_run_says_what_it_would_do(shop: Scene) -> None:
    """Nothing is pushed, opened or edited."""
    outcome = shop.propose(dry_run=True)
    assert done(outcome) == ("none", 0)
    assert outcome.delivery is not None
    assert outcome.delivery.reason.startswith("Dry run: create.")
    assert (shop.tip(), shop.writes()) == (None, [])


def test_a_signed_commit_is_made_by_the_forge(shop: Scene) -> None:
    """It has the proved tree, and the branch moves by our own lease."""
    outcome = shop.propose(sign_commits=True)
    assert done(outcome) == ("created", 1)
    assert shop.store.signed[shop.tip() or ""]
    assert len(shop.files()) == 4
    assert done(shop.propose(sign_commits=True)) == ("none", 1)
    with pytest.raises(UsageError, match="author"):
        shop.propose(sign_commits=True, author="A <a@example.org>")


def test_a_signed_commit_keeps_the_mode_of_a_file(shop: Scene) -> None:
    """A revision file that is a program stays one, or the tree would not be the proved one."""
    path = f"{VERSIONS}/r0011_step.py"
    git(shop.checkout, "update-index", "--chmod=+x", path)
    git(shop.checkout, "commit", "-qm", "A program")
    git(shop.checkout, "push", "-q", "origin", "HEAD:main")

    def run(settings: Settings, console: Console) -> Outcome:
        outcome = squashes()(settings, console)
        assert outcome.cut is not None
        assert outcome.baseline is not None
        project = Path(settings.folder)
        (project / outcome.baseline.path).rename(project / outcome.cut.path)
        return replace(outcome, baseline=replace(outcome.baseline, path=outcome.cut.path))

    assert done(shop.propose(run, sign_commits=True)) == ("created", 1)
    assert git(shop.bare, "ls-tree", BRANCH, path).startswith("100755")


def test_a_server_of_an_enterprise_is_spoken_to_below_its_own_address(shop: Scene) -> None:
    """What the runner names is what is asked, and nothing at github.com."""
    api = f"{shop.forge.url}/api"
    shop.variables = {"GITHUB_API_URL": f"{api}/v3", "GITHUB_GRAPHQL_URL": f"{api}/graphql"}
    assert done(shop.propose(draft=True)) == ("created", 1)
    assert {each.path.split("/")[1] for each in shop.forge.requests} == {"api"}
