"""Proposals and comments of workflows, run end to end by act on a git server and a forge."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from squash.proposal.marker import ENDED
from tests.container import act
from tests.container.conftest import ACTION, EXAMPLES, SHOP
from tests.container.forges import BRANCH, NAME, READER, Site, site
from tests.container.revisions import FILE, FIRST, LAST, NEW, SECOND, revision
from tests.container.runner import TOKEN

WORKFLOWS = Path(__file__).with_name("workflows")
# Uploading is an action in Node.js, and needs the forge.
UPLOAD = "      - uses: actions/upload-artifact"

Run = Callable[..., act.Job]


@pytest.fixture
def shop(jobs: None, tmp_path: Path, released: Path) -> Iterator[Site]:
    """The shop on a forge, with the released action at hand."""
    with site(tmp_path, SHOP, "--local-repository", f"{ACTION}={released}") as made:
        yield made


@pytest.fixture
def run(shop: Site, host: str, tmp_path: Path) -> Run:
    """Give a function that runs a workflow of the shop for an event."""
    return partial(shop.run, host=host, home=tmp_path)


def test_a_proposal_is_opened_updated_and_closed_in_one_workflow(shop: Site, run: Run) -> None:
    """Outputs are what its steps assert; branch, base and pull request are as they should be."""
    first = shop.tips()["main"]
    done = run("workflow_dispatch", WORKFLOWS / "propose.yml")
    assert done.code == 0, done.log[-6000:]
    (pull,) = shop.store.pulls.values()
    assert (pull.branch, pull.base, pull.state, pull.merged) == (BRANCH, "main", "closed", False)
    assert (pull.author, pull.labels, pull.draft) == ("github-actions[bot]", ["migrations"], False)
    assert (shop.store.labels, set(shop.tips())) == (["bug", "migrations"], {"main"})
    bare = shop.store.bare
    # Deleted is the branch, not what the forge keeps of the pull request.
    head = bare.git("rev-parse", "refs/pull/1/head")
    base = bare.git("rev-parse", f"{head}^")
    assert (shop.marker(1).head, shop.marker(1).base, shop.marker(1).state) == (head, base, ENDED)
    assert bare.git("log", "--format=%an %s", f"{first}..{base}") == "Ann News"
    assert bare.git("log", "--format=%an", f"{base}..{head}") == "github-actions[bot]"
    changed = bare.git("diff", "--name-only", base, head).splitlines()
    assert {path.rpartition("/")[0] for path in changed} == {"migrations/versions"}
    assert (len(changed), len(shop.listed(base)), len(shop.listed(head))) == (40, 44, 6)
    assert "f50a7c1e84d9_baseline.py" in shop.listed(head)
    assert [each.number for each in shop.store.comments.values()] == [1]
    assert act.git(shop.checkout, "status", "--porcelain") == ""
    assert TOKEN not in done.log


def test_the_scheduled_example_keeps_one_proposal(shop: Site, run: Run, tmp_path: Path) -> None:
    """It is given nothing but its schedule; where nothing is worth doing it is green and silent."""
    text, _, _ = (EXAMPLES / "scheduled-pull-request.yml").read_text().partition(UPLOAD)
    workflow = tmp_path / "scheduled.yml"
    workflow.write_text(text)
    opened = run("schedule", workflow)
    assert opened.code == 0, opened.log[-6000:]
    pull = shop.store.pulls[1]
    assert opened.said("pull request created http://127.0.0.1:"), opened.log[-6000:]
    assert (pull.state, pull.labels, shop.tips()[BRANCH]) == ("open", ["migrations"], pull.sha)
    assert shop.listed(pull.sha) == [f"{LAST}_baseline.py"]

    base = shop.commit({"news.md": "A shop.\n"})
    updated = run("schedule", workflow)
    assert updated.code == 0, updated.log[-6000:]
    assert updated.said("pull request updated"), updated.log[-6000:]
    assert shop.store.bare.git("rev-parse", f"{BRANCH}^") == base == shop.marker(1).base
    assert (list(shop.store.pulls), shop.store.comments) == ([1], {})

    shop.take_over(BRANCH)
    closed = run("schedule", workflow)
    assert closed.code == 0, closed.log[-6000:]
    assert closed.said("pull request closed"), closed.log[-6000:]
    assert (pull.state, len(shop.store.comments)) == ("closed", 1)

    silent = run("schedule", workflow)
    assert silent.code == 0, silent.log[-6000:]
    assert silent.said("pull request none"), silent.log[-6000:]
    assert "::warning" not in silent.log
    assert "::error" not in silent.log
    assert (list(shop.store.pulls), len(shop.store.comments)) == ([1], 1)


def test_a_check_keeps_one_comment_on_a_pull_request(shop: Site, run: Run) -> None:
    """Written where there is something to say, changed in place, settled once it is mended."""
    workflow = EXAMPLES / "comment-on-pull-request.yml"
    store = shop.store
    quiet = store.add_comment(ask(shop, FIRST), "octocat", "Looks fine to me.")

    written = run("pull_request", workflow, event(shop))
    assert written.code == 0, written.log[-6000:]
    (id,) = set(store.comments) - {quiet.id}
    assert store.comments[id].author == "github-actions[bot]"
    assert f"comes after `{FIRST}`" in store.comments[id].body
    assert written.said(f"::set-output:: comment-id={id}"), written.log[-6000:]

    ask(shop, SECOND)
    changed = run("pull_request", workflow, event(shop))
    assert changed.code == 0, changed.log[-6000:]
    assert f"comes after `{SECOND}`" in store.comments[id].body
    assert changed.said(f"::set-output:: comment-id={id}"), changed.log[-6000:]

    ask(shop, LAST)
    settled = run("pull_request", workflow, event(shop))
    assert settled.code == 0, settled.log[-6000:]
    assert "Settled" in store.comments[id].body
    assert set(store.comments) == {quiet.id, id}
    assert store.comments[quiet.id].body == "Looks fine to me."
    assert set(shop.tips()) == {"main", "coupons"}


def test_a_pull_request_of_a_fork_hears_it_in_the_summary(shop: Site, run: Run) -> None:
    """A token that may only read is no failure: summary and annotations say the same."""
    ask(shop, FIRST)
    workflow = EXAMPLES / "comment-on-pull-request.yml"
    done = run("pull_request", workflow, event(shop, "stranger/shop"), token=READER)
    assert done.code == 0, done.log[-6000:]
    assert shop.store.comments == {}
    told = f"{NEW} comes after {FIRST}"
    assert any("::warning" in line and told in line for line in done.log.splitlines())
    summary = done.log.partition("Summary - ")[2]
    assert "With this pull request less of the history can be squashed" in summary
    assert READER not in done.log


def ask(shop: Site, parent: str) -> int:
    """Have a pull request with a revision that comes after another one; its number."""
    file = shop.checkout / FILE
    act.git(shop.checkout, "switch", "--quiet", "--force-create", "coupons", "main")
    file.write_text(revision(parent))
    act.git(shop.checkout, "add", FILE)
    act.git(shop.checkout, "commit", "--quiet", "--message", "Coupons by mail")
    bare = str(shop.store.bare.folder)
    act.git(shop.checkout, "push", "--quiet", "--force", bare, "coupons")
    return 1 if shop.store.pulls else shop.store.add_pull("coupons", "main").number


def event(shop: Site, head: str = NAME) -> dict[str, object]:
    """What a runner is told of the pull request.

    Parameters
    ----------
    head : repository of its branch
    """
    tips = shop.tips()
    sides = {
        side: {"ref": branch, "sha": tips[branch], "repo": {"full_name": repository}}
        for side, branch, repository in (("head", "coupons", head), ("base", "main", NAME))
    }
    return {"number": 1, "action": "synchronize", "pull_request": {"number": 1, **sides}}
