"""The client of GitLab against a stand-in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from squash.errors import UsageError
from squash.outside.gitlab import GitLab
from squash.outside.refusals import Invalid, MissingPermission, NotThere, WrongToken
from squash.proposal.pull import Pull
from tests.forge.client import QUICK
from tests.forge.faults import Fault
from tests.forge.gitlab import Lab, running_lab
from tests.forge.repository import Bare

PROJECT = "group/sub/shop"
TOKEN = "glpat-0123456789abcdefghij"
BRANCH = "squash/shop"


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Lab]:
    """A stand-in with one project: main, and a branch that was pushed."""
    bare = Bare(tmp_path / "shop.git")
    bare.create()
    first = bare.commit("main", {"a.py": "1\n"})
    bare.commit(BRANCH, {"a.py": None}, parents=[first])
    with running_lab(Lab(PROJECT, bare, {TOKEN: "project_1_bot"})) as known:
        yield known


def client(lab: Lab, token: str = TOKEN, **variables: str) -> GitLab:
    """A client with a token."""
    return GitLab(f"{lab.url}/api/v4", PROJECT, token, variables, patience=QUICK)


def opened(lab: Lab, draft: bool = False) -> Pull:
    """A merge request of the branch that was pushed."""
    return client(lab).create(branch=BRANCH, base="main", title="Squash", body="b", draft=draft)


def test_a_merge_request_is_opened_once_and_found_again(lab: Lab) -> None:
    """It stands at the pushed commit; opening it again, or after a cut, gives the same one."""
    lab.faults.append(Fault("POST", "merge_requests$", cut="after"))
    pull = opened(lab)
    assert pull == Pull(
        number=1, url=f"{lab.url}/{PROJECT}/-/merge_requests/1", state="open", branch=BRANCH,
        sha=lab.bare.tips()[BRANCH], base="main", title="Squash", body="b",
        author="project_1_bot", id="1001", forge="gitlab",
    )  # fmt: skip
    known = client(lab)
    assert opened(lab) == known.pull(1) == pull
    assert known.pulls(BRANCH, "main", "open") == known.pulls() == [pull]
    assert known.pulls("other") == known.pulls(state="closed") == []
    assert (known.viewer(), known.default_branch()) == ("project_1_bot", "main")
    lab.merges[1]["source_project_id"] = 2
    assert known.pulls(BRANCH) == []


def test_a_connection_cut_before_it_was_done_is_tried_again(lab: Lab) -> None:
    """Merge requests and notes are made once."""
    lab.faults += [Fault("POST", "merge_requests$", cut="before")]
    lab.faults += [Fault("POST", "notes$", cut="before"), Fault("POST", "notes$", cut="after")]
    assert opened(lab).number == 1
    note = client(lab).comment(1, "hello")
    assert list(lab.notes) == [note.id]
    lab.faults.append(Fault("POST", "notes$", cut="after"))
    assert client(lab).comment(1, "again").id == note.id + 1
    assert len(lab.notes) == 2


def test_what_is_given_is_changed_and_a_draft_stays_one(lab: Lab) -> None:
    """The word before a draft's title is GitLab's, not ours."""
    known, pull = client(lab), opened(lab, draft=True)
    assert (pull.draft, pull.title, lab.merges[1]["title"]) == (True, "Squash", "Draft: Squash")
    changed = known.update(1, title="New", body="c", state="closed")
    assert changed == replace(pull, title="New", body="c", state="closed")
    assert known.update(1, state="open").state == "open"
    known.set_draft(changed, draft=False)
    assert lab.merges[1]["title"] == "New"
    known.set_draft(changed, draft=True)
    assert known.pull(1).draft
    lab.merges[1]["state"] = "merged"
    assert (known.pull(1).state, known.pull(1).merged) == ("closed", True)


def test_notes_are_read_through_all_pages(lab: Lab) -> None:
    """What GitLab itself notes is left out; a note is edited and deleted where it stands."""
    opened(lab)
    lab.note(1, "gitlab", "changed the title", system=True)
    for number in range(250):
        lab.note(1, "octocat", f"note {number}")
    known = client(lab)
    notes = list(known.comments(1))
    assert [each.body for each in notes] == [f"note {number}" for number in range(250)]
    assert known.edit_comment(notes[3].id, "new") == replace(notes[3], body="new")
    known.delete_comment(notes[3].id)
    known.delete_comment(notes[3].id)
    with pytest.raises(NotThere):
        known.edit_comment(notes[3].id, "newer")
    with pytest.raises(NotThere):
        client(lab).edit_comment(notes[4].id, "not read by this one")


def test_trimmings_are_put_on_and_what_is_refused_is_told(lab: Lab) -> None:
    """Labels, assignees and reviewers; GitLab has no teams, and no labels with a comma."""
    opened(lab)
    known = client(lab)
    assert known.label(1, ("a b", "x,y")) == ("GitLab has no label with a comma: x,y",)
    assert known.assign(1, ("octocat", "nobody")) == ("GitLab knows nobody called nobody.",)
    assert known.request_reviewers(1, ("octocat",), ("data",)) == (
        "GitLab asks no teams for reviews: data.",
    )
    merge = lab.merges[1]
    assert (merge["labels"], merge["assignee_ids"], merge["reviewer_ids"]) == (["a b"], [7], [7])
    lab.read_only = True
    assert "insufficient_scope: needs: api" in known.label(1, ("c",))[0]


def test_branches_are_deleted(lab: Lab) -> None:
    """One with a slash, and one that is not there."""
    client(lab).delete_branch(BRANCH)
    client(lab).delete_branch(BRANCH)
    assert list(lab.bare.tips()) == ["main"]


def test_each_refusal_says_what_to_do(lab: Lab) -> None:
    """A wrong token, a job's own, one that may only read, nothing there, and what is invalid."""
    with pytest.raises(WrongToken, match="401 Unauthorized") as wrong:
        client(lab, "glpat-wrong").viewer()
    assert "scopes api" in wrong.value.next_step
    assert "CI_JOB_TOKEN" not in wrong.value.why
    with pytest.raises(WrongToken) as job:
        client(lab, "job-token", CI_JOB_TOKEN="job-token").viewer()
    assert "CI_JOB_TOKEN" in job.value.why
    assert lab.requests[-1][2]["job-token"] == "job-token"
    with pytest.raises(NotThere, match="show merge request !7"):
        client(lab).pull(7)
    with pytest.raises(Invalid, match="source_branch does not exist"):
        client(lab).create(branch="never", base="main", title="t", body="b")
    with pytest.raises(UsageError, match="signs no commits"):
        client(lab).signed_commit(message="m")
    lab.read_only = True
    with pytest.raises(MissingPermission, match="insufficient_scope"):
        opened(lab)
    assert TOKEN not in repr(client(lab))
