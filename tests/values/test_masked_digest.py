"""A hash of rows: the same for every replay, whatever no two replays share."""

from __future__ import annotations

from squash.snapshot import Rows, Volatile, masked_digest

COLUMNS = ("id", "made")


def rows(*lines: bytes) -> dict[str, Rows]:
    """One table of two columns."""
    return {"t": Rows("t", COLUMNS, ("int4", "text"), ("id",), lines)}


def volatile(*masks: tuple[int, ...]) -> dict[str, Volatile]:
    """What is volatile in it, row by row."""
    return {"t": Volatile("t", COLUMNS, masks)}


def test_a_volatile_column_does_not_count() -> None:
    """Not even in a row where it happened to be the same twice."""
    first = masked_digest(rows(b"1\tnoon", b"2\tone"), volatile((1,), ()))
    assert first == masked_digest(rows(b"2\ttwo", b"1\tsix"), volatile((), (1,)))


def test_every_other_cell_counts() -> None:
    """Beside a volatile column, and in a table without one."""
    known = volatile((1,))
    assert masked_digest(rows(b"1\ta"), known) != masked_digest(rows(b"2\ta"), known)
    assert masked_digest(rows(b"1\ta"), {}) != masked_digest(rows(b"1\tb"), {})


def test_rows_count_and_their_order_does_not() -> None:
    """Physical order is no property of a table."""
    assert masked_digest(rows(b"1\ta", b"2\tb"), {}) == masked_digest(rows(b"2\tb", b"1\ta"), {})
    assert masked_digest(rows(b"1\ta"), volatile((1,))) != masked_digest(
        rows(b"1\ta", b"1\ta"), volatile((1,), (1,))
    )


def test_of_a_table_that_changes_its_size_only_the_name_counts() -> None:
    """Its rows differ in every replay."""
    known = {"t": Volatile("t", COLUMNS, (), only_first=(b"2\tb",))}
    assert masked_digest(rows(b"1\ta"), known) == masked_digest(rows(b"1\ta", b"2\tb"), known)
