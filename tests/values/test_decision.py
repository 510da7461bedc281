"""The decision: what becomes of a pull request, for everything that may stand on the forge."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from squash.proposal.decision import Deed, Found, Standing, decide, refused_among
from squash.proposal.marker import ENDED, WITHDRAWN, Marker
from squash.proposal.pull import Pull

BRANCH = "alembic-squash"
OURS, BASE, LATER = "a" * 40, "b" * 40, "c" * 40
MARKER = Marker(lineage="", cut="x", base=BASE, head=OURS, result="same", removed=30)
PULL = Pull(number=7, url="u/7", state="open", branch=BRANCH, sha=OURS, base="main")
OPEN = Standing(branch=BRANCH, tip=OURS, pull=PULL, marker=MARKER)
EMPTY = Standing(branch=BRANCH)
FOUND = Found(result="squashed", cut="x", change="same", removed=30, base="main", base_sha=BASE)
NOTHING = Found(result="nothing-to-do", base="main", base_sha=BASE)
BLOCKED = Found(result="blocked", base="main", base_sha=BASE)
FAILED = Found(result="error", base="main", base_sha=BASE)
CLOSED = replace(PULL, state="closed")
FOREIGN = replace(OPEN, foreign=("Ann", "Ann", "Bob"))


def refused(**marker: Any) -> Standing:
    """The same proposal was closed unmerged; its branch is still there."""
    known = replace(MARKER, **marker)
    return Standing(branch=BRANCH, tip=OURS, refused=(CLOSED, known))


@pytest.mark.parametrize(
    ("standing", "found", "deed"),
    [
        (EMPTY, FOUND, "create"),
        # The push came through and the pull request did not: the branch alone is there.
        (replace(EMPTY, tip=OURS), FOUND, "create"),
        (replace(EMPTY, tip=OURS, foreign=("Ann",)), FOUND, "foreign"),
        (OPEN, FOUND, "unchanged"),
        (OPEN, replace(FOUND, base_sha=LATER), "update"),
        (OPEN, replace(FOUND, change="other"), "update"),
        (OPEN, replace(FOUND, cut="y"), "update"),
        (OPEN, replace(FOUND, base="develop"), "update"),
        (OPEN, replace(FOUND, words="other"), "update"),
        (replace(OPEN, marker=replace(MARKER, state=WITHDRAWN)), FOUND, "update"),
        # The push came through and the new body did not.
        (replace(OPEN, tip=LATER), FOUND, "update"),
        # A person opened it for our branch, as is told where workflows may not.
        (replace(OPEN, marker=None), FOUND, "update"),
        (replace(FOREIGN, marker=None), FOUND, "foreign"),
        (FOREIGN, FOUND, "foreign"),
        (refused(), FOUND, "respect"),
        (refused(), replace(FOUND, change="other", removed=39), "respect"),
        (refused(), replace(FOUND, change="other", removed=40), "create"),
        (refused(), replace(FOUND, change="other", removed=12), "create"),
        (refused(result="other", removed=10), FOUND, "create"),
        (EMPTY, NOTHING, "nothing"),
        (refused(), NOTHING, "nothing"),
        (OPEN, NOTHING, "close"),
        (FOREIGN, NOTHING, "close"),
        (replace(OPEN, marker=None), NOTHING, "close"),
        (replace(FOREIGN, marker=None), NOTHING, "nothing"),
        (EMPTY, BLOCKED, "nothing"),
        (OPEN, BLOCKED, "withdraw"),
        (FOREIGN, BLOCKED, "withdraw"),
        (OPEN, FAILED, "withdraw"),
        (OPEN, replace(FOUND, result="not-equivalent"), "withdraw"),
        (replace(OPEN, marker=None), FAILED, "withdraw"),
        (replace(FOREIGN, marker=None), FAILED, "nothing"),
    ],
)
def test_what_stands_there_and_what_was_found_decide(
    standing: Standing, found: Found, deed: Deed
) -> None:
    """Each case of the forge's state against each end of a run."""
    decision = decide(standing, found, min_removed=10)
    assert decision.deed == deed
    assert decision.reason.endswith(".")


@pytest.mark.parametrize(
    ("standing", "deed"),
    [
        (FOREIGN, "update"),
        (replace(FOREIGN, marker=None), "update"),
        (replace(OPEN, marker=None), "update"),
        (refused(), "create"),
        (replace(EMPTY, tip=OURS, foreign=("Ann",)), "create"),
    ],
)
def test_force_overrides_others_and_refusals(standing: Standing, deed: Deed) -> None:
    """Who says force has been told what it takes."""
    assert decide(standing, FOUND, min_removed=10, force=True).deed == deed


def test_the_authors_of_foreign_commits_are_named_once() -> None:
    """Each is named once, and no more than three of them."""
    assert "by Ann, Bob, which" in decide(FOREIGN, FOUND, min_removed=10).reason
    many = replace(FOREIGN, foreign=("A", "B", "C", "D", "E"))
    assert "by A, B, C and 2 more, which" in decide(many, FOUND, min_removed=10).reason


def test_a_refusal_is_the_last_word_only() -> None:
    """What was merged later, or closed by ourselves, is no refusal."""
    older, merged = CLOSED, replace(CLOSED, number=8, merged=True)
    assert refused_among(((older, MARKER),)) == (older, MARKER)
    assert refused_among(((merged, MARKER), (older, MARKER))) is None
    again = replace(CLOSED, number=9)
    assert refused_among(((older, MARKER), (again, MARKER), (merged, MARKER))) == (again, MARKER)
    ended = replace(MARKER, state=ENDED)
    assert refused_among(((again, ended), (older, MARKER))) == (older, MARKER)
    assert refused_among(()) is None
