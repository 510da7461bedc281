"""The client of GitHub against the stand-in, each word judged by GitHub's own description."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from squash.outside.refusals import Invalid, NotThere, PullRequestsForbidden
from squash.proposal.pull import Pull
from tests.forge.client import NAME, PERSONAL, QUICK, WORKFLOW, Ground, ground

BRANCH = "squash/shop"
TRANSIENT = {"message": "Validation Failed", "errors": [{"code": "unprocessable", "field": "data",
             "message": "Could not resolve to a node with the global id of 'PR_1'."}],
             "documentation_url": "https://docs.github.com"}  # fmt: skip


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Ground]:
    """A stand-in with one repository."""
    with ground(tmp_path) as known:
        yield known


def opened(here: Ground, draft: bool = False) -> Pull:
    """A pull request of the branch that was pushed."""
    client = here.client()
    return client.create(branch=BRANCH, base="main", title="Squash", body="proved", draft=draft)


@pytest.mark.parametrize(
    ("token", "login"),
    [(WORKFLOW, "github-actions[bot]"), ("ghs_app", "squasher[bot]"), (PERSONAL, "octocat")],
)
def test_every_kind_of_token_is_told_whose_it_is(here: Ground, token: str, login: str) -> None:
    """The login is that of comments by this token, for workflows, Apps and persons."""
    client = here.client(token)
    assert client.viewer() == login
    pull = opened(here)
    assert client.comment(pull.number, "hello").author == login


def test_a_pull_request_is_opened_once_and_found_again(here: Ground) -> None:
    """What is opened stands at the pushed commit; opening it again gives the same one back."""
    client = here.client()
    pull = opened(here)
    tips = here.store.bare.tips()
    assert pull == Pull(
        number=1, url=f"{here.forge.url}/{NAME}/pull/1", state="open", branch=BRANCH,
        sha=tips[BRANCH], base="main", title="Squash", body="proved",
        author="github-actions[bot]", id="PR_1",
    )  # fmt: skip
    assert here.store.bare.git("rev-parse", "refs/pull/1/head") == tips[BRANCH]
    assert opened(here) == pull
    assert client.pull(1) == pull
    assert client.pulls(BRANCH, "main", "open") == client.pulls() == [pull]
    assert client.pulls("other") == client.pulls(state="closed") == []
    assert client.default_branch() == "main"


def test_what_a_fork_calls_by_the_same_name_is_not_ours(here: Ground) -> None:
    """A fork's pull request from a branch of our name is another's, also of the same owner."""
    sha = here.store.bare.tips()[BRANCH]
    here.store.add_pull(BRANCH, "main", head_repository="mallory/shop", sha=sha)
    here.store.add_pull(BRANCH, "main", head_repository="acme/shop-fork", sha=sha)
    client = here.client()
    assert client.pulls(BRANCH) == []
    assert [each.own for each in client.pulls()] == [False, False]


def test_all_pages_are_read(here: Ground) -> None:
    """500 comments and 230 pull requests are all there, and only as many pages are asked for."""
    first = here.store.add_pull(BRANCH, "main", state="closed")
    here.store.pulls = {each: replace(first, number=each) for each in range(1, 231)}
    for number in range(500):
        here.store.add_comment(7, "octocat", f"comment {number}")
    client = here.client()
    assert len(client.pulls()) == 230
    assert [each.body for each in client.comments(7)] == [f"comment {n}" for n in range(500)]
    before = len(here.forge.requests)
    assert next(client.comments(7)).body == "comment 0"
    assert len(here.forge.requests) == before + 1


def test_what_is_given_is_changed_and_nothing_else(here: Ground) -> None:
    """Title, body, base and state are changed one by one; a closed one can be opened again."""
    here.store.bare.git("branch", "next", "main")
    client, pull = here.client(), opened(here)
    assert client.update(1, title="New") == (pull := replace(pull, title="New"))
    assert client.update(1, body="") == (pull := replace(pull, body=""))
    assert client.update(1, base="next") == (pull := replace(pull, base="next"))
    assert client.update(1, state="closed") == replace(pull, state="closed")
    assert client.update(1, state="open") == pull


def test_what_became_of_it_is_told(here: Ground) -> None:
    """Merged, closed with its branch, moved on: as GitHub follows what is pushed."""
    client = here.client()
    opened(here)
    sha = here.store.bare.commit(BRANCH, {"c.py": "4\n"})
    assert client.pull(1).sha == sha
    here.store.merge(1)
    assert (client.pull(1).state, client.pull(1).merged) == ("closed", True)
    here.store.bare.commit("other", {"d.py": "5\n"}, parents=[here.store.bare.tips()["main"]])
    client.create(branch="other", base="main", title="Other", body="")
    client.delete_branch("other")
    assert (client.pull(2).state, client.pull(2).merged) == ("closed", False)
    assert "other" not in here.store.bare.tips()
    client.delete_branch("other")


def test_drafts_are_made_and_unmade(here: Ground) -> None:
    """A draft is opened as one, made ready, and made a draft again."""
    client, pull = here.client(), opened(here, draft=True)
    assert pull.draft
    client.set_draft(pull, draft=False)
    assert not client.pull(1).draft
    client.set_draft(pull, draft=True)
    assert client.pull(1).draft


def test_a_repository_without_drafts_gets_an_ordinary_one(here: Ground) -> None:
    """Where drafts are not supported the pull request is opened all the same, and that is told."""
    here.store.drafts = False
    assert not opened(here, draft=True).draft
    assert here.told == ["This repository has no drafts: opened as ready for review."]


def test_trimmings_are_put_on(here: Ground) -> None:
    """Labels, made where they are not there, assignees, reviewers and teams."""
    opened(here)
    client = here.client("ghs_app")
    assert client.label(1, ("bug", "data base/migrations")) == ()
    assert client.assign(1, ("octocat",)) == ()
    assert client.request_reviewers(1, ("hubot",), ("data",)) == ()
    stored = here.store.pulls[1]
    assert client.pull(1).labels == ("bug", "data base/migrations")
    assert here.store.labels == ["bug", "data base/migrations"]
    assert (stored.assignees, stored.reviewers, stored.teams) == (["octocat"], ["hubot"], ["data"])


def test_trimmings_that_are_refused_are_told(here: Ground) -> None:
    """Who may not be assigned or asked is named, and the others are assigned and asked."""
    opened(here)
    client = here.client()
    assert client.assign(1, ("nobody", "Octocat", "octocat")) == (
        "GitHub did not assign nobody: not somebody who may be assigned here.",
    )
    told = client.request_reviewers(1, ("stranger", "octocat"), ("data",))
    assert [each.partition(":")[0] for each in told[:2]] == ["stranger", "data"]
    assert "collaborators" in told[0]
    assert "token of a workflow cannot see teams" in told[2]
    assert here.store.pulls[1].reviewers == ["octocat"]
    # A team that cannot be seen is not waited for: once with the others, and once alone.
    assert len([each for each in here.asked("POST") if "reviewers" in each]) == 4
    here.forge.fail("POST", "/labels$", status=502, body={"message": "Bad"}, times=QUICK.tries)
    assert ["status 502" in each for each in client.label(1, ("bug",))] == [True]
    read = here.client("ghs_read")
    assert ["integration" in each for each in read.label(1, ("new",))] == [True]
    assert ["integration" in each for each in read.label(1, ("bug",))] == [True]


def test_a_label_that_another_run_makes_meanwhile_is_put_on(here: Ground) -> None:
    """It was not there when we looked, and is when we make it; a bad name is told."""
    opened(here)
    client = here.client()
    here.forge.fail("GET", "/labels/bug$", status=404, body={"message": "Not Found"})
    assert client.label(1, ("bug",)) == ()
    body = {"message": "Validation Failed", "errors": [{"field": "name", "code": "invalid"}]}
    here.forge.fail("POST", "/labels$", status=422, body=body)
    assert ["name: invalid" in each for each in client.label(1, ("x" * 51, "new"))] == [True]
    assert here.store.pulls[1].labels == ["bug", "new"]
    assert client.label(1, ()) == client.assign(1, ()) == client.request_reviewers(1, (), ()) == ()


def test_two_runs_at_once_open_one(here: Ground) -> None:
    """Whoever comes second gets the first one's pull request."""
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: opened(here), range(8)))
    assert {each.number for each in found} == {1} == set(here.store.pulls)


def test_right_after_opening_a_refusal_is_waited_out(here: Ground) -> None:
    """Labels, reviewers and comments that answer 422 for a moment arrive all the same, once."""
    client = here.client()
    opened(here)
    for path in ("labels$", "requested_reviewers$", "assignees$", "comments$"):
        here.forge.fail("POST", path, status=422, body=TRANSIENT, times=2)
    assert client.label(1, ("bug",)) == ()
    assert client.request_reviewers(1, ("octocat",), ()) == ()
    assert client.assign(1, ("octocat",)) == ()
    client.comment(1, "once")
    assert [each.body for each in client.comments(1)] == ["once"]
    assert len(here.asked("POST")) == 1 + 4 * 3


def test_a_branch_that_is_not_known_everywhere_yet_is_waited_for(here: Ground) -> None:
    """Opening right after the push may be refused for its head; it is tried again."""
    wrong = {"resource": "PullRequest", "field": "head", "code": "invalid"}
    body = {"message": "Validation Failed", "errors": [wrong], "documentation_url": "https://d"}
    here.forge.fail("POST", "pulls$", status=422, body=body, times=2)
    assert opened(here).number == 1
    with pytest.raises(Invalid, match=r"PullRequest\.head: invalid"):
        here.client().create(branch="never", base="main", title="t", body="b")


def test_comments_are_written_edited_and_deleted(here: Ground) -> None:
    """A comment keeps its id; one that somebody deleted is told, and may be deleted again."""
    client = here.client()
    opened(here)
    note = client.comment(1, "one")
    assert client.edit_comment(note.id, "two") == replace(note, body="two")
    assert list(client.comments(1)) == [replace(note, body="two")]
    client.delete_comment(note.id)
    client.delete_comment(note.id)
    assert list(client.comments(1)) == []
    with pytest.raises(NotThere):
        client.edit_comment(note.id, "three")


def test_what_github_does_not_take_is_quoted(here: Ground) -> None:
    """A body over the limit, and a branch without a change: GitHub's own sentence is told."""
    client = here.client()
    with pytest.raises(Invalid, match=r"body is too long \(maximum is 65536 characters\)"):
        client.create(branch=BRANCH, base="main", title="t", body="x" * 65_537)
    client.create(branch=BRANCH, base="main", title="t", body="x" * 65_536)
    here.store.bare.git("branch", "same", "main")
    with pytest.raises(Invalid, match="No commits between main and same"):
        client.create(branch="same", base="main", title="t", body="b")


def test_where_workflows_may_open_none_a_person_is_told_how(here: Ground) -> None:
    """The setting's place, a page that opens the pull request, and a command to copy."""
    here.store.workflows_may_open = False
    with pytest.raises(PullRequestsForbidden) as raised:
        here.client().create(branch=BRANCH, base="main", title="It's ours", body="b")
    page = f"{here.forge.url}/{NAME}"
    host = here.forge.url.removeprefix("http://")
    assert raised.value.compare_url == f"{page}/compare/main...squash/shop?expand=1"
    assert raised.value.command == (
        f"gh pr create --repo {host}/{NAME} --base main --head squash/shop "
        "--title 'It'\"'\"'s ours' --fill"
    )
    assert f"{page}/settings/actions" in raised.value.next_step
    assert raised.value.next_step.endswith(raised.value.command)
    assert raised.value.exit_code == 6
