"""A marker: what our pull request remembers comes back, whatever stands around it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from squash.proposal.marker import WITHDRAWN, Marker, find_marker, with_marker

MARKER = Marker(
    lineage="web/--> {migrations}", cut="a-1", base="b" * 40, head="c" * 40, removed=12, told=(3, 5)
)


def test_it_is_found_again_between_other_text() -> None:
    """A person may write before and behind it."""
    assert find_marker(f"Hello\n{MARKER.text}\nBye <!-- other -->", MARKER.lineage) == MARKER


def test_no_value_ends_the_comment_that_hides_it() -> None:
    """A folder may be called like the end of a comment."""
    assert MARKER.text.count("--") == 2


def test_another_lineage_and_another_key_are_not_ours() -> None:
    """One repository may hold several histories."""
    body = MARKER.text
    assert find_marker(body, "migrations") is None
    assert find_marker(body, MARKER.lineage, "nightly") is None


def test_each_of_several_is_found() -> None:
    """One comment may hold the markers of two runs."""
    other = Marker(lineage="b", key="k")
    assert find_marker(MARKER.text + other.text, "b", "k") == other


@pytest.mark.parametrize(
    "body", ["", "<!-- alembic-squash {} -->", "<!-- alembic-squash {broken} -->"]
)
def test_a_broken_one_is_none(body: str) -> None:
    """Somebody edited it: then nothing is known, and nothing fails."""
    assert find_marker(body, "migrations") is None


def test_values_of_another_kind_are_left_out() -> None:
    """A number where a text should stand is no reason to fail."""
    body = '<!-- alembic-squash {"lineage": "m", "cut": 3, "told": ["x"], "removed": true} -->'
    assert find_marker(body, "m") == Marker(lineage="m")


def test_a_marker_takes_the_place_of_its_own_alone() -> None:
    """What people wrote, and what other lineages remember, stays."""
    other = Marker(lineage="b")
    body = f"Hello\n\n{other.text}\n{MARKER.text}\n"
    changed = replace(MARKER, head="d" * 40, state=WITHDRAWN)
    text = with_marker(body, changed)
    assert find_marker(text, MARKER.lineage) == changed
    assert find_marker(text, "b") == other
    assert (text.startswith("Hello\n"), text.count("<!--")) == (True, 2)
    assert with_marker("", MARKER) == MARKER.text
