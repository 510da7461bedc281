"""The table of results says what the rows say."""

from __future__ import annotations

from typing import Any

import pytest

from tests.real.results import renewed, table

ROW: dict[str, Any] = {
    "package": "some-server",
    "version": "1.2",
    "where": "near head",
    "postgres": 15,
    "result": "squashed",
    "seconds squash": 4.31,
    "seconds before": 2.0,
    "seconds after": 0.96,
    "cut": "a1b2",
    "before": 24,
    "kept": 5,
    "objects": 104,
    "rows": 3,
    "volatile": ["public.users.created_at"],
    "worded": 0,
    "drivers to the cut": ["psycopg2", "psycopg", "asyncpg", "pg8000"],
    "drivers to the heads": ["psycopg2"],
    "offline to the cut": True,
    "offline to the heads": False,
    "another role": True,
    "standing databases": True,
    "problems": [],
}
CELLS = (
    "| some-server 1.2 | near head `a1b2` | 24 → 6 | {} | 3 | `public.users.created_at` | - "
    "| all four | psycopg2 | yes | no | yes | yes | {} | {} |"
)


def test_majors_with_the_same_findings_share_a_line() -> None:
    """One line names both majors, with the seconds of each in their order."""
    rows = [ROW | {"postgres": 18, "seconds squash": 5.0, "objects": 209}, ROW]

    text = table(rows)

    expected = CELLS.format("15, 18 | 104 / 209", "2.0 / 2.0 → 1.0 / 1.0", "4.3 / 5.0")
    assert expected == text.splitlines()[2]


def test_a_major_with_other_findings_has_its_own_line() -> None:
    """What differs between majors is not hidden by the first of them."""
    lines = table([ROW, ROW | {"postgres": 18, "rows": 4}]).splitlines()

    counts = [line.split(" | ")[5] for line in lines[2:4]]
    assert counts == ["3", "4"]


def test_what_the_original_cannot_do_is_told_once() -> None:
    """A reason that all majors share is one line below the table."""
    said = "no <object at 0x7f{}>"
    rows = [ROW | {"postgres": major, "why not offline": said.format(major)} for major in (15, 18)]

    text = table(rows)

    assert text.count("- some-server, offline beyond the cut: `no <object>`") == 1


def test_a_failure_shows_in_the_table_and_below_it() -> None:
    """A row with a problem is marked, and the problem is told."""
    text = table([ROW | {"problems": ["at the cut: - indexes: x"]}])

    assert "**not the same**" in text.splitlines()[2]
    assert "- some-server, near head, Postgres 15: at the cut: - indexes: x" in text


def test_only_what_stands_between_the_markers_is_written_anew() -> None:
    """The words around the table stay; a second time changes nothing."""
    old = "before\n<!-- results -->\nold\n<!-- end of results -->\nafter\n"

    new = renewed(old, [ROW])

    assert new.startswith("before\n<!-- results -->\n| history |")
    assert new.endswith("<!-- end of results -->\nafter\n")
    assert new == renewed(new, [ROW])


def test_a_document_without_markers_is_not_written() -> None:
    """A file that does not say where the table goes is refused."""
    with pytest.raises(ValueError, match="to write between"):
        renewed("words", [ROW])
