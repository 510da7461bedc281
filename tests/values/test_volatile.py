"""What is true of volatile cells and of comparing rows around them."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta, timezone

import pytest

from squash.snapshot import Rows, Volatile, masked_equal, volatile_cells

START = datetime(2026, 3, 4, 10, 0, 0, 500_000, tzinfo=UTC)
WINDOW = (START, START + timedelta(seconds=90))


def rows(
    *lines: str,
    columns: tuple[str, ...] = ("id", "name", "made"),
    types: tuple[str, ...] = ("integer", "text", "timestamp with time zone"),
    key: tuple[str, ...] = ("id",),
) -> Rows:
    """Make rows from lines whose cells are parted by a bar."""
    cells = tuple(line.replace("|", "\t").encode() for line in lines)
    return Rows("public.t", columns, types, key, cells)


def one_column(kind: str, *cells: str) -> Rows:
    """Make a table of one column."""
    return rows(*cells, columns=("c",), types=(kind,), key=())


def test_equal_replays_have_no_volatile_cell() -> None:
    """Two equal replays mask nothing, in whatever physical order their rows are."""
    found = volatile_cells(rows("1|a|x", "2|b|y"), rows("2|b|y", "1|a|x"), WINDOW)
    assert found.masks == ((), ())
    assert found.volatile_columns == ()
    assert found.comparable


def test_differing_cells_are_masked_row_by_row() -> None:
    """Only the cells that differ are masked, and their columns are named."""
    found = volatile_cells(rows("1|a|x", "2|b|y", "3|c|z"), rows("1|a|x", "2|b|Y", "3|C|z"), WINDOW)
    assert found.masks == ((), (2,), (1,))
    assert found.volatile_columns == ("name", "made")


def test_volatile_key_is_paired_by_physical_order() -> None:
    """Random primary keys are masked, the rest of their rows is not."""
    first = rows("k1|a|x", "k2|b|x")
    found = volatile_cells(first, rows("k9|a|x", "k0|b|x"), WINDOW)
    assert found.masks == ((0,), (0,))


def test_shuffled_rows_are_paired_by_primary_key() -> None:
    """Another physical order with another time masks the time alone."""
    first = rows("1|a|t1", "2|b|t2", "3|a|t3")
    found = volatile_cells(first, rows("3|a|u3", "1|a|u1", "2|b|u2"), WINDOW)
    assert found.masks == ((2,), (2,), (2,))


def test_shuffled_rows_with_random_key_are_paired_by_what_stayed() -> None:
    """Another physical order with random keys masks the keys alone."""
    first = rows("k1|a|x", "k2|b|x", "k3|c|x")
    found = volatile_cells(first, rows("k7|c|x", "k8|a|x", "k9|b|x"), WINDOW)
    assert found.masks == ((0,), (0,), (0,))


def test_shuffled_rows_without_a_whole_stable_column_are_paired_by_likeness() -> None:
    """Where every column changes somewhere, the most similar rows are partners."""
    first = rows("1|a|x", "2|b|y", "3|c|z", key=())
    found = volatile_cells(first, rows("3|c|!", "1|!|x", "!|b|y", key=()), WINDOW)
    assert found.masks == ((1,), (0,), (2,))


def test_large_groups_keep_their_physical_order() -> None:
    """Many rows alike are paired in order, in reasonable time."""
    first = rows(*(f"same|{n}|a{n}" for n in range(100)), key=())
    second = rows(*(f"same|{n + 1}|b{n}" for n in range(100)), key=())
    found = volatile_cells(first, second, WINDOW)
    assert found.volatile_columns == ("name", "made")
    assert (1, 2) in found.masks


def test_other_count_reports_everything_and_masks_nothing() -> None:
    """Replays that leave different numbers of rows are not comparable."""
    found = volatile_cells(rows("1|a|x", "2|b|y"), rows("1|a|x", "2|b|Y", "3|c|z"), WINDOW)
    assert not found.comparable
    assert found.masks == ((), ())
    assert found.only_first == (b"2\tb\ty",)
    assert found.only_second == (b"2\tb\tY", b"3\tc\tz")


@pytest.mark.parametrize(
    ("kind", "cell", "volatile"),
    [
        ("timestamp with time zone", "2026-03-04 10:01:00.1+00", True),
        ("timestamp with time zone", "2026-03-04 09:59:59+00", False),
        ("timestamp without time zone", "2026-03-04 10:00:00", True),
        ("timestamp without time zone", "2026-03-04 12:00:30", False),
        ("timestamp without time zone", "2026-03-04 00:00:00", True),
        ("timestamp without time zone", "2026-03-05 00:00:00", False),
        ("date", "2026-03-04", True),
        ("date", "2026-03-05", False),
        ("date", "2025-03-04", False),
        ("text", "created 2026-03-04T10:00:59Z by x", True),
        ("text", "2026-03-04T12:00:59+02:00", True),
        ("text", "2026-03-05T00:00:59+14:00", True),
        ("text", "2026-03-04 10:01", True),
        ("text", "2026-03-04 10:00", True),
        ("text", "2026-03-04 99:99", False),
        ("jsonb", '{"day": "2026-03-04"}', True),
        ("bigint", str(int(START.timestamp()) + 5), True),
        ("bigint", str(int(START.timestamp()) * 1000 + 700), True),
        ("bigint", str(int(START.timestamp()) - 5), False),
        ("double precision", f"{START.timestamp() + 1.25}", True),
        ("bigint", str(int(START.timestamp()) * 100), False),
        ("integer", "7", False),
        ("text", "\\N", False),
    ],
)
def test_cells_that_show_the_run_are_volatile(kind: str, cell: str, volatile: bool) -> None:
    """A cell equal to the run's time or date is volatile although both replays agree."""
    table = one_column(kind, cell)
    assert volatile_cells(table, table, WINDOW).masks == ((0,) if volatile else (),)


def test_local_time_of_the_run_is_volatile() -> None:
    """Times and dates without zone are looked for in the window's own zone too."""
    zone = timezone(timedelta(hours=-11))
    window = (WINDOW[0].astimezone(zone), WINDOW[1].astimezone(zone))
    stamps = one_column("timestamp without time zone", "2026-03-03 23:00:30", "2026-03-04 10:00:30")
    days = one_column("date", "2026-03-03", "2026-03-04", "2026-03-05")
    assert volatile_cells(stamps, stamps, window).masks == ((0,), (0,))
    assert volatile_cells(days, days, window).masks == ((0,), (0,), ())


def test_masked_cells_may_hold_anything() -> None:
    """Equal rows but for masked cells are equal, in any order."""
    old = rows("1|a|x", "2|b|y")
    volatile = Volatile("public.t", old.columns, ((2,), ()))
    assert masked_equal(old, rows("2|b|y", "1|a|?"), volatile) == ((), ())


def test_unmasked_cells_must_agree() -> None:
    """A difference outside the mask is reported from both sides."""
    old = rows("1|a|x", "2|b|y")
    volatile = Volatile("public.t", old.columns, ((2,), ()))
    assert masked_equal(old, rows("1|A|?", "2|b|Y"), volatile) == (
        (b"2\tb\ty", b"1\ta\tx"),
        (b"1\tA\t?", b"2\tb\tY"),
    )


def test_rows_are_a_multiset() -> None:
    """A row more or less is a difference, with and without masks."""
    old = rows("1|a|x", "1|a|x")
    assert masked_equal(old, rows("1|a|x"), None) == ((b"1\ta\tx",), ())
    volatile = Volatile("public.t", old.columns, ((2,), (2,)))
    assert masked_equal(old, rows("1|a|p", "1|a|q", "1|a|r"), volatile) == ((), (b"1\ta\tr",))


def test_narrow_masks_choose_first() -> None:
    """A row with few masked cells finds its partner before a row that would take any."""
    old = rows("1|a|x", "1|a|y")
    volatile = Volatile("public.t", old.columns, ((1, 2), (2,)))
    assert masked_equal(old, rows("1|a|p", "1|b|q"), volatile) == ((), ())


def test_equal_line_does_not_waste_a_mask() -> None:
    """Of two equal lines the one without mask takes the exact partner."""
    old = rows("1|a|x", "1|a|x")
    volatile = Volatile("public.t", old.columns, ((2,), ()))
    assert masked_equal(old, rows("1|a|x", "1|a|z"), volatile) == ((), ())


def test_column_order_does_not_matter_to_rows() -> None:
    """Rows are compared by column name; other columns make every row differ."""
    old = rows("1|a|x")
    turned = rows("x|1|a", columns=("made", "id", "name"))
    other = rows("1|a|x", columns=("id", "name", "changed"))
    assert masked_equal(old, turned, None) == ((), ())
    assert masked_equal(old, other, None) == (old.lines, other.lines)


def test_masks_of_other_rows_are_refused() -> None:
    """Masks belong to the rows they were found in."""
    with pytest.raises(ValueError, match=r"1 masks for 2 rows of public\.t"):
        masked_equal(rows("1|a|x", "2|b|y"), rows(), Volatile("public.t", ("id",), ((),)))


def test_many_rows_are_compared() -> None:
    """5,000 rows with a random and a time column each find their partner."""
    source = random.Random(1)

    def replay(shift: int) -> Rows:
        return rows(
            *(f"{n}|{source.random()}|2020-01-01 00:00:{shift:02}.{n:06}" for n in range(5_000))
        )

    first, second, third = replay(1), replay(2), replay(3)
    volatile = volatile_cells(first, second, WINDOW)
    assert masked_equal(first, third, volatile) == ((), ())
