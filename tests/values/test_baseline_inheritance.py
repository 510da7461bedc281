"""Tables that inherit get their columns in the order in which the history's database has them."""

from __future__ import annotations

import json

import pytest

from squash.baseline.growth import Member, Plan, grown
from squash.baseline.inheritance import in_physical_order
from squash.errors import Blocked
from squash.snapshot import Fact
from squash.sql.items import Item


def member(name: str, order: str, local: str, *parents: str) -> Member:
    """A table; columns are single letters."""
    return Member(name, parents, tuple(order), frozenset(local))


def test_a_parent_grew_after_its_child() -> None:
    """The parent's late column is added when the child has its own."""
    plan = grown([member("p", "ab", "ab"), member("c", "axb", "x", "p")])
    expected = Plan({"p": (), "c": ("p",)}, {"p": ("a",), "c": ()}, (("c", "x"), ("p", "b")))
    assert expected == plan


def test_a_table_with_all_columns_of_its_own_joins_later() -> None:
    """Then its order has nothing to do with the parent's."""
    plan = grown([member("p", "ab", "ab"), member("c", "bxa", "abx", "p")])
    assert plan == Plan({"p": (), "c": ()}, {"p": ("a", "b"), "c": ("b", "x", "a")}, ())


def test_a_child_may_define_a_column_that_the_parent_gets_later() -> None:
    """The child's stands first, and the parent's is merged with it."""
    plan = grown([member("p", "ab", "ab"), member("c", "xba", "xb", "p")])
    assert plan is not None
    assert plan.added == (("c", "x"), ("c", "b"), ("p", "a"), ("p", "b"))


def test_some_orders_have_no_plan() -> None:
    """Columns that are only inherited cannot stand in another order than the parent's."""
    assert grown([member("p", "ab", "ab"), member("c", "xba", "x", "p")]) is None


def test_several_parents_and_generations() -> None:
    """Each column comes once, from the first parent that has it."""
    plan = grown([
        member("p", "ab", "ab"), member("q", "cd", "cd"), member("c", "abcxd", "x", "p", "q"),
        member("g", "abcyxd", "y", "c"),
    ])  # fmt: skip
    assert plan is not None
    assert plan.added == (("g", "y"), ("c", "x"), ("q", "d"))
    assert plan.at_once == {"p": ("a", "b"), "q": ("c",), "c": (), "g": ()}


def test_the_order_of_parents_may_forbid_columns_at_once() -> None:
    """Where the second parent's columns stand first, they are added one by one."""
    plan = grown([member("p", "a", "a"), member("q", "b", "b"), member("c", "bax", "x", "p", "q")])
    assert plan is not None
    assert plan.at_once == {"p": (), "q": (), "c": ()}
    assert plan.added == (("q", "b"), ("p", "a"), ("c", "x"))


def table(name: str, sql: str) -> Item:
    """A table of a dump, with a statement after it."""
    return Item("TABLE", name, "public", "me", (sql, f"ALTER TABLE public.{name} SET (x)"))


PARENT = table(
    "p",
    "CREATE TABLE public.p (\n    id integer NOT NULL,\n"
    "    \"l,a(te\" numeric(3,1) DEFAULT 'a,)',\n    CONSTRAINT positive "
    "CHECK ((id > 0))\n)\nWITH (fillfactor='70')",
)
CHILD = table("c", "CREATE UNLOGGED TABLE public.c (\n    own text\n)\nINHERITS (public.p)")
JOINED = table(
    "j",
    'CREATE TABLE public.j (\n    "l,a(te" numeric(3,1),\n    id integer,\n'
    "    CONSTRAINT positive CHECK ((id > 0))\n)\nINHERITS (public.p)",
)
VIEW = Item("VIEW", "v", "public", "me", ("CREATE VIEW public.v AS SELECT",))


def facts(**orders: list[str]) -> list[Fact]:
    """The catalog of a parent ``p`` and children."""
    found = [Fact("column order", f"public.{n}", json.dumps(o)) for n, o in orders.items()]
    found += [Fact("inheritance", f"public.{n}", '["public.p"]') for n in orders if n != "p"]
    return found


def test_the_tables_are_made_step_by_step() -> None:
    """Columns in order, then the joining, then constraints: the child's before the parent's."""
    late = ["id", "l,a(te"]
    known = facts(p=late, c=["id", "own", "l,a(te"], j=["l,a(te", "id"])
    found = in_physical_order([PARENT, VIEW, CHILD, JOINED], known)
    assert [item.name for item in found] == ["p", "c", "j", "v"]
    expected = [
        "CREATE TABLE public.p (\n    id integer NOT NULL\n)\nWITH (fillfactor='70')",
        "CREATE UNLOGGED TABLE public.c (\n)\nINHERITS (public.p)",
        'CREATE TABLE public.j (\n    "l,a(te" numeric(3,1),\n    id integer\n)',
        "ALTER TABLE public.c ADD COLUMN own text",
        "ALTER TABLE public.p ADD COLUMN \"l,a(te\" numeric(3,1) DEFAULT 'a,)'",
        'ALTER TABLE ONLY public.j ALTER COLUMN "id" SET NOT NULL',
        "ALTER TABLE ONLY public.j INHERIT public.p",
        "ALTER TABLE public.j ADD CONSTRAINT positive CHECK ((id > 0))",
        "ALTER TABLE public.p ADD CONSTRAINT positive CHECK ((id > 0))",
        *(f"ALTER TABLE public.{name} SET (x)" for name in "pcj"),
    ]
    assert expected == [sql for item in found[:3] for sql in item.statements]


def test_families_in_order_are_left_as_they_are() -> None:
    """pg_dump's own text is right where no parent grew; tables without relatives always."""
    items = [PARENT, CHILD, table("x", "CREATE TABLE public.x (\n    a integer\n)"), VIEW,
             table("typed", "CREATE TABLE public.typed OF public.y")]  # fmt: skip
    known = [*facts(p=["id", "l,a(te"], c=["id", "l,a(te", "own"]),
             Fact("column order", "public.x", '["a"]')]  # fmt: skip
    assert items == in_physical_order(items, known)


def test_an_impossible_order_blocks() -> None:
    """The tables are named."""
    known = facts(p=["id", "l,a(te"], c=["own", "l,a(te", "id"])
    with pytest.raises(Blocked, match=r"these tables: public\.p, public\.c"):
        in_physical_order([PARENT, CHILD], known)
