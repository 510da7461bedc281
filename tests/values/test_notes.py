"""Notes on pull requests: what happened, why, and what to do now."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from squash.errors import Blocked
from squash.outcome import Outcome
from squash.proposal.marker import Marker, find_marker
from squash.proposal.pull import BuiltOn, Pull
from squash.report.notes import closed_note, foreign_note, told_note, withdrawn_note
from tests.conftest import Golden
from tests.outcomes import differing

GOLDEN = Path(__file__).parent / "golden"
MARKER = Marker(lineage="migrations", key="note")
RUN = "https://ci.example/runs/7"
SQUASH = Pull(
    number=40,
    url="https://github.com/acme/shop/pull/40",
    state="closed",
    merged=True,
    branch="alembic-squash/shop",
    sha="1" * 40,
    base="main",
)
EDGE = BuiltOn(31, "https://github.com/acme/shop/pull/31", "n1", "migrations/n1.py", "r0005")
EDIT = replace(EDGE, revision="r0009", path="migrations/r9.py", parent="r0009")


def test_notes_read_as_agreed(golden: Golden) -> None:
    """Each note is as its golden file has it, and remembers what it must."""
    error = Blocked("CREATE SUBSCRIPTION\nholds a password.", why="It would be committed.")
    notes = {
        "note-withdrawn": withdrawn_note(Outcome.stopped("squash", "shop", error), MARKER, RUN),
        "note-closed": closed_note(
            Outcome(command="squash", result="nothing-to-do", reason="3 revisions are few."),
            MARKER,
            RUN,
        ),
        "note-foreign": foreign_note(["Ann <a@x>", "Bob", "Bob"], "squash/shop", MARKER, RUN),
        "note-told": told_note([EDGE, EDIT], SQUASH, ["f00d"], MARKER, "alembic -n shop"),
    }
    for name, text in notes.items():
        assert golden(GOLDEN / f"{name}.md", text) == text
        assert find_marker(text, "migrations", "note") == MARKER
        assert text.splitlines()[-1] == MARKER.text


def test_without_a_job_none_is_linked() -> None:
    """Outside of CI there is no page to lead to."""
    notes = (
        withdrawn_note(differing(), MARKER),
        closed_note(Outcome(command="squash", result="nothing-to-do"), MARKER),
        foreign_note(["Ann"], "b", MARKER),
    )
    assert not [text for text in notes if "the job" in text]
    assert "There is nothing left that is worth a squash." in notes[1]


def test_a_note_calls_nobody() -> None:
    """Names of authors and the words of errors are no mentions."""
    assert "@ann" not in foreign_note(["@ann"], "b", MARKER)
    stopped = Outcome.stopped("squash", "shop", Blocked("@ann did #5"))
    assert "@ann" not in withdrawn_note(stopped, MARKER)


def test_several_heads_leave_the_choice() -> None:
    """With two heads nobody can say which one a revision should come after."""
    assert 'down_revision = "THE HEAD"' in told_note([EDGE], SQUASH, ["a", "b"], MARKER)


def test_only_edits_need_no_new_place() -> None:
    """A pull request that only changes removed revisions is not told to move any."""
    text = told_note([EDIT], SQUASH, ["a"], MARKER)
    assert "down_revision" not in text
    assert "cannot load" not in text
