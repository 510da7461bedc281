"""The items of a dump: what pg_dump says of them, and nothing that only looks like it."""

from __future__ import annotations

import pytest

from squash.sql.items import SETTING, Item, read_drops, read_items, without_drops


def header(name: str, kind: str, schema: str = "public", owner: str = "me") -> str:
    """The comment that pg_dump puts before an object."""
    return f"--\n-- Name: {name}; Type: {kind}; Schema: {schema}; Owner: {owner}\n--\n\n"


PRELUDE = (
    "--\n-- PostgreSQL database dump\n--\n\nSET statement_timeout = 0;\n"
    "SELECT pg_catalog.set_config('search_path', '', false);\n"
)
TABLE = header("t", "TABLE") + "CREATE TABLE public.t (a integer);\n"


def test_an_item_is_what_follows_a_header() -> None:
    """Each header begins an item; pg_dump's own session settings are none."""
    sql = PRELUDE + TABLE + "ALTER TABLE public.t OWNER TO me;\n" + header("t i", "INDEX") + "x;\n"
    expected = (
        Item("TABLE", "t", "public", "me",
             ("CREATE TABLE public.t (a integer)", "ALTER TABLE public.t OWNER TO me")),
        Item("INDEX", "t i", "public", "me", ("x",)),
    )  # fmt: skip
    assert expected == read_items(sql)


def test_settings_between_objects_are_items() -> None:
    """A tablespace or access method holds for the tables after it, so it stays in its place."""
    sql = header("t", "TABLE") + "SET default_tablespace = x;\n\nCREATE TABLE public.t ();\n"
    expected = [(SETTING, "SET default_tablespace = x"), ("TABLE", "t")]
    assert expected == [(item.kind, item.name) for item in read_items(sql)]


def test_a_grant_by_another_role_keeps_what_goes_round_it() -> None:
    """SET SESSION AUTHORIZATION belongs to the grant after it."""
    words = ("SET SESSION AUTHORIZATION a", "GRANT SELECT ON TABLE t TO b",
             "RESET SESSION AUTHORIZATION")  # fmt: skip
    (item,) = read_items(header("TABLE t", "ACL") + ";\n".join(words) + ";")
    assert words == item.statements


@pytest.mark.parametrize(
    "statement",
    [
        "COMMENT ON TABLE public.t IS '\n-- Name: fake; Type: TABLE; Schema: public; Owner: x\n'",
        "CREATE FUNCTION f() AS $$\n-- Name: fake; Type: TABLE; Schema: public; Owner: x\n;$$",
        "CREATE VIEW v AS /*\n-- Name: fake; Type: TABLE; Schema: p; Owner: x\n*/ SELECT 1",
        "SELECT 1\n-- Name: fake; Type: TABLE; Schema: public; Owner: x\n + 1",
    ],
)
def test_a_header_inside_a_statement_is_text(statement: str) -> None:
    """Comments, bodies and literals may hold what looks like a header."""
    (item,) = read_items(header("t", "COMMENT") + statement + ";\n")
    assert (statement,) == item.statements


def test_names_are_read_whole() -> None:
    """A name may hold what separates the parts of a header."""
    (item,) = read_items(header("a; Type: x", "TABLE", "s; Owner: y") + "x;")
    assert (item.name, item.kind) == ("a; Type: x", "TABLE")
    tablespace = "-- Name: t; Type: TABLE; Schema: -; Owner: me; Tablespace: ssd\nx;"
    assert read_items(tablespace)[0].owner == "me"
    data = "-- Data for Name: t; Type: TABLE DATA; Schema: public; Owner: me\nx;"
    assert read_items(data)[0].key == ("TABLE DATA", "public", "t")


def test_a_statement_without_a_header_is_refused() -> None:
    """Text that pg_dump does not print is not guessed at."""
    with pytest.raises(ValueError, match="without a header: INSERT"):
        read_items("INSERT INTO t VALUES (1);")


DROPS = (
    "ALTER DOMAIN public.d DROP CONSTRAINT IF EXISTS c;\n"
    "DROP TABLE IF EXISTS public.t;\n"
    "SELECT pg_catalog.lo_unlink(oid) FROM pg_catalog.pg_largeobject_metadata;\n"
)


def test_drops_stand_before_the_first_header() -> None:
    """What --clean prints is read alone, and left out of the items."""
    dump = PRELUDE + DROPS + TABLE
    assert read_drops(dump) == tuple(DROPS.removesuffix(";\n").split(";\n"))
    assert read_items(dump) == read_items(TABLE)


def test_a_dump_is_loaded_without_its_drops() -> None:
    """The settings before the drops stay, and so does everything after them."""
    expected = (
        "SET statement_timeout = 0;\nSELECT pg_catalog.set_config('search_path', '', false);\n"
    )
    newer = PRELUDE.replace("SELECT", "SET transaction_timeout = 0;\nSELECT")
    found = without_drops(newer + DROPS + TABLE)
    assert found.startswith(expected)
    assert "DROP" not in found
    assert found.endswith(TABLE.removeprefix("--\n"))


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (Item("TABLE", "t", "public", "", ()), "public.t"),
        (Item("SCHEMA", "s", "-", "", ()), "s"),
        (Item("ACL", "TABLE t", "public", "", ()), "table public.t"),
        (Item("COMMENT", "MATERIALIZED VIEW m", "s", "", ()), "materialized view s.m"),
        (Item("ACL", "SCHEMA public", "-", "", ()), "SCHEMA public"),
        (Item("COMMENT", "odd", "s", "", ()), "s.odd"),
    ],
)
def test_items_are_named_as_a_person_says_it(item: Item, expected: str) -> None:
    """The schema stands before the object, also where the name begins with a kind."""
    assert expected == item.qualified


def test_the_text_of_an_item_is_sql_again() -> None:
    """Every statement gets its semicolon back."""
    assert Item("TABLE", "t", "p", "", ("a", "b")).text == "a;\nb;\n"
