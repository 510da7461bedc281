"""What no baseline can do is told as a reason and a remedy."""

from __future__ import annotations

import pytest

from squash.difference import Check, Difference
from squash.errors import Blocked
from squash.flow.limits import masks_of_views, refuse_stale, refused_baseline, refused_load
from squash.outside.dump import LoadFailed
from squash.outside.project import INSUFFICIENT_PRIVILEGE, ReplayFailed
from squash.snapshot import Rows, Volatile

TABLES = {
    "public.t": Rows("public.t", ("a",), ("text",), (), (b"1",)),
    "public.m": Rows("public.m", ("a", "at"), ("text", "date"), (), (b"1\t2", b"3\t4"), True),
}


def failed(revision: str | None, sqlstate: str | None) -> ReplayFailed:
    """A replay that failed."""
    return ReplayFailed("it broke", why="so", next_step="", sqlstate=sqlstate, revision=revision)


@pytest.mark.parametrize(
    ("revision", "sqlstate", "blocked"),
    [
        ("cut", "23514", True),
        ("cut", INSUFFICIENT_PRIVILEGE, False),
        ("cut", None, False),
        ("later", "23514", False),
        (None, "42P01", False),
    ],
)
def test_only_a_refused_baseline_blocks(
    revision: str | None, sqlstate: str | None, blocked: bool
) -> None:
    """Kept revisions, env.py and missing rights fail as they always do."""
    error = failed(revision, sqlstate)
    found = refused_baseline(error, "cut")
    assert isinstance(found, Blocked) == blocked
    assert "it broke" in found.what
    assert blocked or found is error


def test_a_dump_that_cannot_be_loaded_blocks() -> None:
    """The server's own words are the reason."""
    found = refused_load(LoadFailed("psql failed", why="ERROR: no rates", next_step=""))
    assert found.why == "ERROR: no rates"


def rows_check(*names: str) -> Check:
    """A comparison of rows that found these tables to differ."""
    found = tuple(Difference("row", name, "cut", "changed") for name in names)
    return Check("rows at the cut", not found, "", found)


def test_an_old_materialised_view_blocks() -> None:
    """It is named, with the statement that would mend it."""
    with pytest.raises(Blocked, match=r"public\.m holds other rows") as raised:
        refuse_stale(rows_check("public.m"), TABLES)
    assert "REFRESH MATERIALIZED VIEW public.m" in raised.value.next_step


@pytest.mark.parametrize("names", [(), ("public.t",), ("public.m", "public.t"), ("public.x",)])
def test_other_rows_that_differ_are_a_difference(names: tuple[str, ...]) -> None:
    """A view over a table that differs is not the reason."""
    refuse_stale(rows_check(*names), TABLES)


def test_volatile_columns_of_views_are_masked_whole() -> None:
    """The masks fit the rows in any order; those of tables are left out."""
    masks = {
        "public.t": Volatile("public.t", ("a",), ((0,),)),
        "public.m": Volatile("public.m", ("a", "at"), ((1,), ())),
    }
    expected = {"public.m": Volatile("public.m", ("a", "at"), ((1,), (1,)))}
    assert expected == masks_of_views(TABLES, masks)
