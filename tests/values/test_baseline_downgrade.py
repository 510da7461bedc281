"""The downgrade drops what the baseline makes, takes back what no drop does, and nothing else."""

from __future__ import annotations

import pytest

from squash.baseline.compose import Surroundings
from squash.baseline.downgrade import drops_of
from squash.sql.items import Item

FOR_ME = "ALTER DEFAULT PRIVILEGES FOR ROLE CURRENT_USER"


def item(kind: str, name: str, *statements: str, schema: str = "public") -> Item:
    """An item of a dump."""
    return Item(kind, name, schema, "me", statements)


def drops(dump: str, *items: Item, bare: tuple[Item, ...] = ()) -> tuple[str, ...]:
    """The statements under the role ``me``."""
    return drops_of(dump, items, Surroundings("me", "here", {}, bare))


def test_drops_are_those_of_pg_dump() -> None:
    """In its order."""
    found = drops("DROP INDEX IF EXISTS public.i;\nDROP TABLE IF EXISTS public.t;\n")
    assert found == ("DROP INDEX IF EXISTS public.i", "DROP TABLE IF EXISTS public.t")


def test_parts_of_a_partitioned_index_go_with_it() -> None:
    """They cannot be dropped alone."""
    dump = (
        'DROP INDEX IF EXISTS public."Part_i";\nDROP INDEX IF EXISTS public.i;\n'
        "ALTER TABLE IF EXISTS ONLY public.part DROP CONSTRAINT IF EXISTS part_pkey;\n"
        "ALTER TABLE IF EXISTS ONLY public.t DROP CONSTRAINT IF EXISTS t_pkey;\n"
    )
    attached = (item("INDEX ATTACH", "Part_i", "x"), item("INDEX ATTACH", "part_pkey", "x"))
    expected = (
        "DROP INDEX IF EXISTS public.i",
        "ALTER TABLE IF EXISTS ONLY public.t DROP CONSTRAINT IF EXISTS t_pkey",
    )
    assert expected == drops(dump, *attached)


@pytest.mark.parametrize(
    ("kind", "name", "sql"),
    [
        ("TABLE", "T", 'DROP TABLE IF EXISTS public."T"'),
        ("FUNCTION", "f(integer)", "DROP FUNCTION IF EXISTS public.f(integer)"),
        ("TRIGGER", "t tr", "DROP TRIGGER IF EXISTS tr ON public.t"),
        (
            "CONSTRAINT",
            "t c",
            "ALTER TABLE IF EXISTS ONLY public.t DROP CONSTRAINT IF EXISTS c",
        ),
        ("DEFAULT", "t id", "ALTER TABLE IF EXISTS public.t ALTER COLUMN id DROP DEFAULT"),
    ],
)
def test_what_env_py_makes_stays(kind: str, name: str, sql: str) -> None:
    """It was there before the baseline."""
    own = item(kind, name, "x")
    assert drops(f"{sql};\n", own, bare=(own,)) == ()
    assert drops(f"{sql};\n", own) == (sql,)


def test_rights_on_what_stays_are_taken_back() -> None:
    """Default privileges, the schema public, built-in objects and what env.py makes."""
    bare = item("TABLE", "own", "x")
    found = drops(
        "SELECT pg_catalog.lo_unlink(1);\n",
        item("ACL", "SCHEMA public", "REVOKE USAGE ON SCHEMA public FROM PUBLIC",
             "GRANT ALL ON SCHEMA public TO a WITH GRANT OPTION", schema="-"),
        item("ACL", "FUNCTION now()", "GRANT ALL ON FUNCTION pg_catalog.now() TO a",
             schema="pg_catalog"),
        item("ACL", "TABLE own", "SET SESSION AUTHORIZATION b", "GRANT SELECT ON TABLE own TO a"),
        item("ACL", "TABLE gone", "GRANT SELECT ON TABLE gone TO a"),
        item("DEFAULT ACL", "x", "ALTER DEFAULT PRIVILEGES FOR ROLE me IN SCHEMA s GRANT SELECT "
             "ON TABLES  TO a"),
        bare,
        bare=(bare,),
    )  # fmt: skip
    expected = (
        f"{FOR_ME} IN SCHEMA s REVOKE SELECT ON TABLES  FROM a",
        "REVOKE SELECT ON TABLE own FROM a",
        "REVOKE ALL ON FUNCTION pg_catalog.now() FROM a",
        "REVOKE ALL ON SCHEMA public FROM a",
        "GRANT USAGE ON SCHEMA public TO PUBLIC",
        "SELECT pg_catalog.lo_unlink(1)",
    )
    assert expected == found
