"""The statements of a baseline: chosen from a dump, and right under any role."""

from __future__ import annotations

import json

import pytest

from squash.baseline.compose import Composition, Surroundings, compose, guard
from squash.baseline.large_objects import put_large_objects
from squash.baseline.quoting import in_this_database
from squash.baseline.role import for_any_role
from squash.baseline.rows import exact_rows
from squash.errors import Blocked
from squash.snapshot import Fact
from squash.sql.items import SETTING, Item

ROLE, DATABASE = "role_x1", "base_x1"


def item(kind: str, name: str, *statements: str, schema: str = "public") -> Item:
    """An item of a dump."""
    return Item(kind, name, schema, ROLE, statements)


def composed(
    *items: Item, bare: tuple[Item, ...] = (), facts: tuple[Fact, ...] = ()
) -> Composition:
    """The composition under this module's role and database."""
    return compose(items, Surroundings(ROLE, DATABASE, {"hstore": "its 'own'"}, bare, facts))


def test_what_holds_anyway_is_left_out() -> None:
    """Owners that are the migrating role, sequences at their start, comments of extensions."""
    found = composed(
        item("TABLE", "t", "CREATE TABLE public.t ()", f"ALTER TABLE public.t OWNER TO {ROLE}"),
        item("SEQUENCE", "s", "CREATE SEQUENCE public.s\n    START WITH 5\n    CACHE 1"),
        item("SEQUENCE SET", "s", "SELECT pg_catalog.setval('public.s', 5, false)"),
        item("SEQUENCE SET", "r", "SELECT pg_catalog.setval('public.r', 1, false)"),
        item("COMMENT", "EXTENSION hstore", "COMMENT ON EXTENSION hstore IS 'its ''own'''"),
        item("COMMENT", "EXTENSION other", "COMMENT ON EXTENSION other IS 'x'"),
        item("TABLE", "u", "CREATE TABLE public.u ()", "ALTER TABLE public.u OWNER TO somebody"),
    )
    expected = (
        "CREATE TABLE public.t ()",
        "CREATE SEQUENCE public.s\n    START WITH 5\n    CACHE 1",
        "SELECT pg_catalog.setval('public.r', 1, false)",
        "COMMENT ON EXTENSION other IS 'x'",
        "CREATE TABLE public.u ()",
        "ALTER TABLE public.u OWNER TO somebody",
    )
    assert expected == found.statements
    assert found.kinds == {"COMMENT": 1, "SEQUENCE": 1, "SEQUENCE SET": 1, "TABLE": 2}
    assert found.tables == (("public", "t"), ("public", "u"))


def test_what_env_py_makes_is_not_made_again() -> None:
    """Unless the history changed it, which no statement tells."""
    own = item("SCHEMA", "app", "CREATE SCHEMA app", schema="-")
    setting = item(SETTING, "SET x = 1", "SET x = 1", schema="-")
    assert composed(own, setting, bare=(own, setting)).statements == ("SET x = 1",)
    changed = item("SCHEMA", "app", "CREATE SCHEMA app", "COMMENT", schema="-")
    with pytest.raises(Blocked, match=r"SCHEMA app is created by env\.py and changed"):
        composed(changed, bare=(own,))


def test_the_guard_asks_for_every_table() -> None:
    """An unstamped database with one of the tables is refused, whatever the table is called."""
    text = guard([("public", "t"), ('a"b', "it's")], "ab")
    assert 'ARRAY[\'"public"."t"\', \'"a""b"."it\'\'s"\']::text[]' in text
    assert "alembic stamp ab" in text


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        (f"GRANT SELECT ON t TO {ROLE}", "GRANT SELECT ON t TO CURRENT_USER"),
        (f"REVOKE ALL ON t FROM {ROLE}", "REVOKE ALL ON t FROM CURRENT_USER"),
        (f"CREATE TABLE {ROLE}_too ()", f"CREATE TABLE {ROLE}_too ()"),
        ("SELECT 1", "SELECT 1"),
    ],
)
def test_the_migrating_role_becomes_current_user(sql: str, expected: str) -> None:
    """Only where it is a word of its own."""
    assert expected == for_any_role(sql, ROLE, DATABASE, "x")


@pytest.mark.parametrize(
    ("sql", "word"),
    [
        (f"INSERT INTO t VALUES ('{ROLE}')", "role"),
        (f"CREATE FUNCTION f() AS $$SELECT '{ROLE}'$$", "role"),
        (f"COMMENT ON DATABASE {DATABASE} IS 'x'", "database"),
        (f"INSERT INTO t VALUES (E'{DATABASE}')", "database"),
    ],
)
def test_a_name_of_this_run_in_a_text_blocks(sql: str, word: str) -> None:
    """No statement could put the right name there."""
    with pytest.raises(Blocked, match=f"the thing holds the name of the {word}"):
        for_any_role(sql, ROLE, DATABASE, "the thing")


def test_a_statement_can_name_its_own_database() -> None:
    """Percent signs and quotes in it survive format()."""
    sql = in_this_database("COMMENT ON DATABASE %I ", "IS '100%''s'")
    assert "format('COMMENT ON DATABASE %I IS ''100%%''''s''', pg_catalog.current" in sql


def test_a_block_holds_any_text() -> None:
    """Its dollar quotes are another word where the text has them."""
    sql = in_this_database("COMMENT ON DATABASE %I ", "IS 'costs $database$ or $database_$ 5'")
    assert sql.startswith("DO $database__$\nBEGIN\n")
    assert sql.endswith("\nEND\n$database__$")
    assert guard([("public", "a$guard$b")], "r").startswith("DO $guard_$\n")


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("VALUES\n\t(4, -0, -0, 0.00)", "VALUES\n\t(4, '-0', '-0', 0.00)"),
        ("VALUES (-0)", "VALUES ('-0')"),
        ("VALUES (-0, -0.5, -1, '(-0)')", "VALUES ('-0', -0.5, -1, '(-0)')"),
        ("VALUES (1 - 2, '-0')", "VALUES (1 - 2, '-0')"),
        ("VALUES ('x -0,', 1-0, -05)", "VALUES ('x -0,', 1-0, -05)"),
    ],
)
def test_a_negative_zero_stays_negative(sql: str, expected: str) -> None:
    """The server reads a bare -0 as the integer 0, so the dump's own rows lose the sign."""
    assert expected == exact_rows(sql)
    (found,) = composed(item("TABLE DATA", "t", sql)).statements
    assert expected == found


def test_large_objects_are_put_without_a_descriptor() -> None:
    """Every chunk stands at its own offset."""
    blobs = (
        "BEGIN", "SELECT pg_catalog.lo_open('7', 131072)",
        "SELECT pg_catalog.lowrite(0, '\\x0102')", "SELECT pg_catalog.lowrite(0, '\\x03')",
        "SELECT pg_catalog.lo_close(0)", "SELECT pg_catalog.lo_open('8', 131072)",
        "SELECT pg_catalog.lowrite(0, '\\xff')", "SELECT pg_catalog.lo_close(0)", "COMMIT",
    )  # fmt: skip
    expected = (
        "SELECT pg_catalog.lo_put(7, 0, '\\x0102')",
        "SELECT pg_catalog.lo_put(7, 2, '\\x03')",
        "SELECT pg_catalog.lo_put(8, 0, '\\xff')",
    )
    assert expected == composed(item("BLOBS", "BLOBS", *blobs, schema="-")).statements
    with pytest.raises(ValueError, match="unknown large object statement: SELECT 1"):
        list(put_large_objects(["SELECT 1"]))


def constructor(now: str, old: str, *, schema: str = "public", of: str = "public.span") -> Fact:
    """The fact of a function that kept the name of its range type."""
    value = {"range": of, "type": f"public.{now}", "type name": now, "type schema": "public",
             "old name": old, "old schema": schema}  # fmt: skip
    return Fact("range constructor", f"{schema}.{old}(integer,integer)", json.dumps(value))


def test_a_renamed_range_is_made_under_its_old_name() -> None:
    """Its functions are named like the type when it is made, and keep that name."""
    made = "CREATE TYPE public.span AS RANGE (\n    multirange_type_name = public.spans\n)"
    facts = (constructor("span", "old", schema="app"), constructor("spans", "olds"),
             constructor("other", "other", of="public.other"))  # fmt: skip
    other = item("TYPE", "other", "CREATE TYPE public.other AS RANGE (\n)")
    found = composed(item("TYPE", "span", made, "ALTER TYPE public.span OWNER TO x"), other,
                     facts=facts)  # fmt: skip
    expected = (
        "CREATE TYPE app.old AS RANGE (\n    multirange_type_name = public.olds\n)",
        "ALTER TYPE app.old RENAME TO span",
        "ALTER TYPE app.span SET SCHEMA public",
        "ALTER TYPE public.olds RENAME TO spans",
        "ALTER TYPE public.span OWNER TO x",
        "CREATE TYPE public.other AS RANGE (\n)",
    )
    assert expected == found.statements
