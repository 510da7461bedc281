"""The summary of a step: what a person reads after a workflow, never more than GitHub shows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from squash.delivery import Delivery
from squash.difference import Check, Difference
from squash.errors import At, HistoryError
from squash.outcome import Outcome
from squash.report.summary import LIMIT, summary
from tests.conftest import Golden
from tests.outcomes import differing, history, proved

GOLDEN = Path(__file__).parent / "golden"
EVIDENCE = ("logs/application.log", "old-cut.sql", "report.json", "report.md")

OUTCOMES = {
    "summary-proved": replace(
        proved(14, 3), evidence=EVIDENCE, following=("git add --all versions",), repeat=("again",)
    ),
    "summary-differing": replace(differing(3), evidence=("difference.diff", "report.json")),
    "summary-planned": replace(
        proved(14, 3), command="plan", result="planned", applied=False, postgres=None,
        baseline=None, equivalent=None, checks=(), explained=(), hazards=(), rows=(), evidence=(),
        repeat=(), timings=(), following=("alembic-squash check . --revision r0013",),
    ),
    "summary-stopped": Outcome.stopped(
        "check", "shop", HistoryError("a.py:3: no id.", why="Why.", at=[At("a.py", 3)])
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", OUTCOMES)
def test_summaries_read_as_agreed(name: str, golden: Golden) -> None:
    """Each kind of outcome gives the summary in its golden file."""
    actual = summary(OUTCOMES[name], "shop/alembic-squash-report")
    assert golden(GOLDEN / f"{name}.md", actual) == actual


def test_a_summary_shows_everything_there_is_room_for() -> None:
    """A hundred objects of 2 kB, too many for a pull request, are all in the summary."""
    text = summary(differing(100, 2000))
    assert text.count("\n### ") == 100
    assert len(text) > 250_000


@pytest.mark.parametrize("letter", ["x", "ß", "漢", "😀", "\udc80"])
def test_a_summary_is_bounded_in_bytes(letter: str) -> None:
    """However much was found and however long its letters are, the text is within the limit."""
    found = tuple(
        Difference("function", f"public.f{place}", "heads", "changed", letter * 9000, "y" * 9000)
        for place in range(3000)
    )
    outcome = replace(differing(), checks=(Check("pg_dump", False, "", found),))
    size = len(summary(outcome).encode("utf-8", "backslashreplace"))
    assert LIMIT / 10 < size <= LIMIT


def test_the_last_resort_is_to_cut_the_text() -> None:
    """A limit smaller than any summary is kept too, without half a letter."""
    outcome = replace(proved(), project="漢" * 200)
    for limit in range(500, 520):
        assert limit - 3 <= len(summary(outcome, limit=limit).encode()) <= limit


def test_a_long_history_is_bounded() -> None:
    """Ten thousand revisions give a summary that a browser can show."""
    every = history(10_000)
    outcome = replace(proved(), removed=every[:9000], kept=every[9000:], cut=every[8999])
    text = summary(outcome)
    assert len(text.encode()) < LIMIT
    assert "more in report.json" in text


def test_evidence_outside_of_the_workspace_is_not_offered() -> None:
    """Without a folder in the workspace there is nothing to upload."""
    assert "Where the evidence is" not in summary(OUTCOMES["summary-proved"])


def test_what_became_of_it_is_linked() -> None:
    """The pull request stands below the verdict; nothing is said where none was asked for."""
    made = Delivery(operation="created", number=7, url="https://github.com/a/b/pull/7")
    text = summary(replace(proved(), delivery=made))
    assert "**Pull request [#7](https://github.com/a/b/pull/7): created.**" in text
    left = replace(made, operation="none", reason="It says all this already.")
    assert "left as it is.** It says all this already." in summary(replace(proved(), delivery=left))
    merge = replace(made, forge="gitlab")
    assert "**Merge request [!7](" in summary(replace(proved(), delivery=merge))
    nothing = Delivery(operation="none", branch="alembic-squash/shop", reason="Few revisions.")
    assert "**Pull request: none.** Few revisions." in summary(replace(proved(), delivery=nothing))
    assert "Pull request" not in summary(replace(proved(), delivery=Delivery(comment=3)))
    unsaid = Delivery(unsaid="## Less can be squashed")
    assert "\n## Less can be squashed\n" in summary(replace(proved(), delivery=unsaid))
