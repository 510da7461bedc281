"""What is true of the values a snapshot is made of."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from squash.snapshot import Fact, Rows, Snapshot, State, decode_cell

ROWS = Rows("public.a", ("id", "t"), ("integer", "text"), ("id",), (b"2\tb", b"1\ta"))
STATE = State(
    (Fact("table", "public.a", "{}"), Fact("user mapping", "x on y", '"abc"', secret=True)),
    {"public.a": ROWS},
    {"public.a_id_seq": 3},
    "public.alembic_version",
)
SNAPSHOT = Snapshot.of("CREATE TABLE a ();", STATE)


def test_rows_count_and_split() -> None:
    """Rows know their number and split into raw cells in physical order."""
    assert ROWS.count == 2
    assert list(ROWS.cells()) == [[b"2", b"b"], [b"1", b"a"]]


def test_row_digest_ignores_order() -> None:
    """The digest is the same in any physical order, and another for another row."""
    turned = dataclasses.replace(ROWS, lines=(b"1\ta", b"2\tb"))
    other = dataclasses.replace(ROWS, lines=(b"1\ta", b"2\tc"))
    assert turned.digest == ROWS.digest
    assert other.digest != ROWS.digest


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (b"\\N", None),
        (b"", ""),
        (b"plain", "plain"),
        (b"a\\tb\\nc\\\\d", "a\tb\nc\\d"),
        (b"\\b\\f\\r\\v", "\b\f\r\v"),
        (b"\\\\N", "\\N"),
        ("é".encode(), "é"),
    ],
)
def test_decode_cell(cell: bytes, text: str | None) -> None:
    """COPY's escapes and NULL are understood."""
    assert decode_cell(cell) == text


def test_facts_sort_by_kind_then_name() -> None:
    """Facts have one order."""
    facts = [Fact("b", "a", "1"), Fact("a", "z", "2"), Fact("a", "b", "3")]
    assert [f.value for f in sorted(facts)] == ["3", "2", "1"]


@pytest.mark.parametrize(
    "change",
    [
        {"dump": "CREATE TABLE b ();"},
        {"facts": STATE.facts[:1]},
        {"rows": {}},
        {"sequences": {"public.a_id_seq": 4}},
        {"version_table": None},
    ],
)
def test_snapshot_digest_sees_every_part(change: dict[str, Any]) -> None:
    """Each part of a snapshot takes part in its digest."""
    assert dataclasses.replace(SNAPSHOT, **change).digest != SNAPSHOT.digest


def test_snapshot_digest_leaves_secrets_out() -> None:
    """The salted hash of a secret, another in each run, does not change the digest."""
    facts = (STATE.facts[0], dataclasses.replace(STATE.facts[1], value='"def"'))
    assert dataclasses.replace(SNAPSHOT, facts=facts).digest == SNAPSHOT.digest
