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


@pytest.mark.parametrize(
    ("what", "statement", "hinted"),
    [
        ('no such table\nCONTEXT:  SQL function "f" during startup', "CREATE TABLE t ()", True),
        ("no such table\nCONTEXT:  PL/pgSQL function public.f() line 1", "SELECT 1", True),
        ("no such table", "INSERT INTO public.t (a) VALUES (1)", True),
        ("no such table", "CREATE UNIQUE INDEX i ON public.t USING btree (public.f(a))", True),
        ("no such table", "ALTER TABLE public.t\n    ADD CONSTRAINT c CHECK (f(a))", True),
        ("syntax error", "ALTER DATABASE d SET a", False),
        ("wrong\nCONTEXT:  PL/pgSQL function inline_code_block line 3", "DO $$ $$", False),
        ("no such type", "CREATE TABLE public.t (a public.gone)", False),
    ],
)
def test_functions_are_suspected_only_where_some_are_called(
    what: str, statement: str, hinted: bool
) -> None:
    """Everything else is told as the server tells it."""
    why = f"ProgrammingError in the statement:\n{statement}"
    error = ReplayFailed(what, why=why, next_step="", sqlstate="42P01", revision="cut")
    found = refused_baseline(error, "cut")
    assert isinstance(found, Blocked)
    assert ("Most often a CHECK" in found.why) == hinted
    assert ("search_path" in found.next_step) == hinted
    assert what in found.what
    assert statement in found.why


def test_a_dump_that_cannot_be_loaded_blocks() -> None:
    """The server's own words are the reason."""
    found = refused_load(LoadFailed("psql failed", why="ERROR: no rates", next_step=""))
    assert found.why == "ERROR: no rates"
    assert found.next_step == "Choose an earlier cut, so that its revision is kept."
    said = 'ERROR: no rates\nCONTEXT:  SQL function "f" statement 1'
    found = refused_load(LoadFailed("psql failed", why=said, next_step=""))
    assert "SET search_path" in found.next_step


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
