"""A verification says equal of equal databases alone, and names what is not."""

from __future__ import annotations

import pytest

from squash.snapshot import Fact, Rows, Volatile
from squash.sql.items import SETTING, Item
from squash.verification import (
    Objects,
    Step,
    Texts,
    compare_drift,
    compare_dumps,
    compare_facts,
    compare_rows,
    compare_sequences,
    compare_steps,
    objects_of,
    same_text,
)


def objects(**tables: str) -> Objects:
    """Tables and the text of their one statement."""
    return objects_of(Item("TABLE", name, "s", "o", (sql,)) for name, sql in tables.items())


def test_rows_and_settings_are_no_objects_of_the_schema() -> None:
    """They are compared by other means, or hold for a session only."""
    items = [Item(kind, "x", "s", "", ("y",)) for kind in ("TABLE DATA", SETTING, "BLOB", "VIEW")]
    assert list(objects_of(items)) == [("VIEW", "s", "x")]


def test_one_object_may_have_several_items() -> None:
    """Each of them counts."""
    two = [Item("ACL", "TABLE t", "s", "", (sql,)) for sql in ("a", "b")]
    assert not same_text(objects_of(two), objects_of(two[:1]))


def test_equal_texts_need_no_round_trip() -> None:
    """The same text is the same database."""
    check, explained = compare_dumps(Texts(objects(a="x")), Texts(objects(a="x")), "cut")
    assert (check.passed, check.detail, explained) == (True, "1 objects, the same text", ())


def test_differences_are_missing_added_or_changed() -> None:
    """Each object is told once, with both texts."""
    old, new = Texts(objects(a="1", b="1")), Texts(objects(b="2", c="1"))
    check, _ = compare_dumps(old, new, "heads")
    expected = [("s.a", "missing", "1;\n", ""), ("s.b", "changed", "1;\n", "2;\n"),
                ("s.c", "added", "", "1;\n")]  # fmt: skip
    assert expected == [(d.name, d.what, d.before, d.after) for d in check.differences]
    assert {"heads"} == {d.where for d in check.differences}


@pytest.mark.parametrize(
    ("new", "loaded"), [("after", None), ("other", "after"), ("after", "after")]
)
def test_a_round_trip_explains_another_wording(new: str, loaded: str | None) -> None:
    """Old after one load may equal new as it is, or new after one load."""
    old = Texts(objects(a="before"), objects(a="after"))
    again = None if loaded is None else objects(a=loaded)
    check, explained = compare_dumps(old, Texts(objects(a=new), again), "cut")
    assert check.passed
    assert [each.name for each in explained] == ["s.a"]
    assert "1 worded differently until loaded once" in check.detail


def test_a_round_trip_does_not_explain_a_difference() -> None:
    """What differs after the load, differs."""
    old = Texts(objects(a="1", b="x"), objects(a="1", b="y"))
    new = Texts(objects(a="2", b="y"), objects(a="2", b="y"))
    check, explained = compare_dumps(old, new, "cut")
    assert not check.passed
    assert ([d.name for d in check.differences], [d.name for d in explained]) == (["s.a"], ["s.b"])


def test_kinds_are_said_in_words() -> None:
    """A person reads "grant", not "ACL"."""
    old = objects_of([Item("ACL", "TABLE t", "s", "", ("g",)), Item("FK CONSTRAINT", "f", "s", "",
                                                                   ("f",))])  # fmt: skip
    check, _ = compare_dumps(Texts(old), Texts({}), "cut")
    assert [d.kind for d in check.differences] == ["grant", "foreign key"]


def test_facts_are_compared_one_by_one() -> None:
    """A secret is compared and never shown."""
    old = [Fact("a", "1", "x"), Fact("b", "2", "y", secret=True), Fact("c", "3", "z")]
    new = [Fact("a", "1", "x"), Fact("b", "2", "w", secret=True), Fact("d", "4", "v")]
    check = compare_facts(old, new, "cut")
    expected = [("b", "changed", "(a secret)", "(a secret)"), ("c", "missing", "z", ""),
                ("d", "added", "", "v")]  # fmt: skip
    assert expected == [(d.kind, d.what, d.before, d.after) for d in check.differences]
    assert compare_facts(old, old, "cut").passed


def test_sequences_are_compared_by_their_next_value() -> None:
    """One behind is a difference."""
    check = compare_sequences({"a": 1, "b": 2}, {"b": 3, "c": 1}, "cut")
    expected = [("a", "missing"), ("b", "changed"), ("c", "added")]
    assert expected == [(d.name, d.what) for d in check.differences]
    assert compare_sequences({"a": 1}, {"a": 1}, "cut").passed


def rows(*lines: bytes, table: str = "t") -> dict[str, Rows]:
    """A table of two columns."""
    return {table: Rows(table, ("a", "b"), ("text", "text"), (), lines)}


def test_rows_are_a_multiset() -> None:
    """Their order does not count, their number does."""
    assert compare_rows(rows(b"1\t2", b"3\t4"), rows(b"3\t4", b"1\t2"), {}, "cut").passed
    doubled = compare_rows(rows(b"1\t2"), rows(b"1\t2", b"1\t2"), {}, "cut")
    assert [(d.name, d.what, d.after) for d in doubled.differences] == [("t", "added", "1\t2")]
    changed = compare_rows(rows(b"1\t2"), rows(b"1\t3"), {}, "cut")
    assert [d.what for d in changed.differences] == ["changed"]


def test_volatile_cells_may_hold_anything() -> None:
    """Only those, though."""
    masks = {"t": Volatile("t", ("a", "b"), ((1,),))}
    assert compare_rows(rows(b"1\t2"), rows(b"1\t9"), masks, "heads").passed
    assert not compare_rows(rows(b"1\t2"), rows(b"2\t2"), masks, "heads").passed


def test_only_some_lost_rows_are_shown() -> None:
    """The first five, and how many more there are."""
    lines = [f"{n}\tx".encode() for n in range(8)]
    (found,) = compare_rows(rows(*lines), {}, {}, "cut").differences
    assert found.what == "missing"
    assert found.before.splitlines()[-1] == "and 3 more rows"


FILES = {"a": ("/x/a.py", "1"), "b": ("/x/b.py", "2")}


@pytest.mark.parametrize(
    ("ran", "expected"),
    [
        ([("b", "/x/b.py", "2"), ("a", "/x/a.py", "1")], []),
        ([("a", "/x/a.py", "1")], [("revision", "b", "missing")]),
        (
            [("a", "/x/a.py", "1"), ("b", "/other/b.py", "2")],
            [("revision file", "b", "changed")],
        ),
        ([("a", "/x/a.py", "9"), ("b", "/x/b.py", "2")], [("revision file", "a", "changed")]),
        (
            [("a", "/x/a.py", "1"), ("b", "/x/b.py", "2"), ("c", "/x/c.py", "3")],
            [("revision", "c", "added")],
        ),
    ],
)
def test_exactly_the_expected_files_ran(
    ran: list[tuple[str, str, str]], expected: list[tuple[str, str, str]]
) -> None:
    """A revision too few, too many, from elsewhere or with another content is a difference."""
    check = compare_steps("x", ("a", "b"), [Step(*each) for each in ran], FILES)
    assert expected == [(d.kind, d.name, d.what) for d in check.differences]
    assert check.passed == (not expected)


def test_models_may_differ_as_they_did() -> None:
    """Only what `alembic check` says on one side alone is a difference."""
    assert compare_drift(["x", "y"], ["x", "y"]).passed
    check = compare_drift(["x", "y"], ["y", "z"])
    found = [(each.what, each.before, each.after) for each in check.differences]
    assert found == [("missing", "x", ""), ("added", "", "z")]
    assert not check.passed
