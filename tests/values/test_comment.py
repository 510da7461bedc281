"""The comment on a pull request: said where there is something to say, and then what to do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from squash.cut import Cut, Policy, choose_cut
from squash.errors import At, CutError, HistoryError, ProjectError, ServerError, SquashError
from squash.hazard import Hazard
from squash.history import History, Revision
from squash.outcome import ErrorSummary, Outcome
from squash.proposal.changed import Changed, Edge, changed_by
from squash.proposal.marker import Marker, find_marker
from squash.report.comment import check_comment, settled_comment
from squash.report.fit import LIMIT, units
from tests.conftest import Golden
from tests.histories import chain, rev
from tests.outcomes import differing, failed, history, proved

GOLDEN = Path(__file__).parent / "golden"
TODAY = date(2026, 6, 30)
MARKER = Marker(lineage="shop/migrations", key="nightly")
OWN = history(9)[7:9]
QUIET = Changed(marker=MARKER, revisions=OWN, could_go=35, run_url="https://ci.example/runs/7")
EDGE = Edge("r0008", "r0002", "migrations/versions/r0008_step.py", 7)
CHECKED = replace(proved(), command="check", applied=False, hazards=())

TOLD = {
    "comment-edge": (replace(CHECKED, removed=CHECKED.removed[:12]), replace(QUIET, edges=(EDGE,))),
    "comment-heads": (CHECKED, replace(QUIET, heads=("r0007", "r0008"))),
    "comment-failed": (
        replace(
            failed(),
            repeat=("alembic-squash check . --keep 5",),
            error=replace(
                ErrorSummary.of(ProjectError("Revision r0007 failed: no relation x.", why="w")),
                at=(At("migrations/versions/r0007_step.py", 12),),
            ),
        ),
        QUIET,
    ),
    "comment-differing": (differing(2), QUIET),
    "comment-hazard": (
        replace(CHECKED, hazards=(Hazard("rights", "r0007", "It asks.", OWN[0].path, 3),)),
        QUIET,
    ),
}


@pytest.mark.parametrize("name", TOLD)
def test_comments_read_as_agreed(name: str, golden: Golden) -> None:
    """Each thing there is to say gives the comment in its golden file."""
    outcome, about = TOLD[name]
    actual = check_comment(outcome, about) or ""
    assert golden(GOLDEN / f"{name}.md", actual) == actual
    assert find_marker(actual, MARKER.lineage, MARKER.key) == MARKER
    assert actual.splitlines()[-1] == MARKER.text


@pytest.mark.parametrize(
    "outcome",
    [
        CHECKED,
        Outcome(command="check", result="nothing-to-do", reason="3 revisions are few."),
        replace(CHECKED, hazards=proved().hazards[:1]),
        Outcome.stopped("check", "shop", ServerError("No Postgres here.")),
    ],
    ids=["still squashable", "nothing to do", "hazards of others", "no server"],
)
def test_nothing_to_say(outcome: Outcome) -> None:
    """What is not the doing of the pull request's revisions is not said on it."""
    assert check_comment(outcome, QUIET) is None


@pytest.mark.parametrize("error", [HistoryError("Two files, one id."), CutError("Not clean.")])
def test_a_history_that_cannot_be_read_is_told(error: SquashError) -> None:
    """The comment says what is wrong and that no revision is the pull request's own."""
    text = check_comment(Outcome.stopped("check", "shop", error), Changed(marker=MARKER)) or ""
    assert text.startswith("## ❌ With this pull request the history cannot be squashed\n")
    assert error.what in text
    assert "No revision of this pull request is new" in text


def test_a_blocked_run_is_told() -> None:
    """A result without an error object is said too."""
    blocked = Outcome(command="check", result="blocked", reason="A password.")
    assert "A password." in (check_comment(blocked, QUIET) or "")


def test_the_cut_s_own_hazard_is_no_news() -> None:
    """That databases before the cut are stranded is so without the pull request."""
    at_cut = replace(CHECKED, cut=OWN[0], hazards=(Hazard("databases", OWN[0].id, "Upgrade."),))
    assert check_comment(at_cut, QUIET) is None


def test_a_comment_is_bounded() -> None:
    """Five hundred objects and a thousand edges fit."""
    about = replace(QUIET, edges=(EDGE,) * 1000, heads=tuple(f"h{n}" for n in range(900)))
    text = check_comment(differing(500, 2000), about) or ""
    assert 1000 < units(text) <= LIMIT
    assert units(check_comment(differing(500, 2000), about, 3000) or "") <= 3000


def test_a_settled_comment_says_that_all_is_well(golden: Golden) -> None:
    """It keeps its marker, so that it is found again."""
    text = settled_comment(CHECKED, MARKER, "https://ci.example/runs/8")
    assert golden(GOLDEN / "comment-settled.md", text) == text
    assert find_marker(text, MARKER.lineage, MARKER.key) == MARKER
    few = settled_comment(Outcome(command="check", result="nothing-to-do"), MARKER)
    assert "as before." in few


def changed(before: History, *more: Revision) -> Changed:
    """What further revisions change about a history that would keep its newest two."""
    cut = choose_cut(before, revision=None, policy=Policy(keep=2, min_removed=2), today=TODAY)
    after = History.of([*before.revisions.values(), *more])
    return changed_by(MARKER, before, after, cut if isinstance(cut, Cut) else None)


def test_a_revision_after_the_head_changes_nothing() -> None:
    """Only the revision itself is told."""
    before = chain(6)
    found = changed(before, rev("new", *before.heads))
    assert [each.id for each in found.revisions] == ["new"]
    assert (found.edges, found.heads, found.could_go) == ((), (), 4)


def test_a_revision_after_an_old_one() -> None:
    """It is an edge into the old part, at its place, and a second head."""
    before = chain(6)
    old = before.order[1]
    found = changed(before, rev("new", old))
    assert [(each.revision, each.parent) for each in found.edges] == [("new", old)]
    assert found.edges[0].file
    assert set(found.heads) == {"new", *before.heads}


def test_a_revision_after_the_cut_is_no_edge() -> None:
    """The cut stays, so what comes after it is a second head and nothing more."""
    before = chain(6)
    found = changed(before, rev("new", before.order[3]))
    assert found.edges == ()
    assert len(found.heads) == 2


def test_without_a_cut_there_is_no_old_part() -> None:
    """Where nothing would be squashed, no edge is in the way."""
    before = chain(3)
    found = changed(before, rev("new", before.order[0]))
    assert (found.edges, found.could_go) == ((), 0)


def test_an_edited_revision_is_one_of_the_pull_request() -> None:
    """Its old edges are no news; a new one is."""
    before = chain(6)
    last, old = before.order[-1], before.order[0]
    same = replace(before.revisions[last], sha256="edited")
    more = replace(same, depends_on=(old,))
    for edited, edges in ((same, []), (more, [(last, old)])):
        after = History.of([*(before.revisions[each] for each in before.order[:-1]), edited])
        cut = choose_cut(before, revision=before.order[3], policy=Policy(), today=TODAY)
        assert isinstance(cut, Cut)
        found = changed_by(MARKER, before, after, cut)
        assert [each.id for each in found.revisions] == [last]
        assert [(each.revision, each.parent) for each in found.edges] == edges
