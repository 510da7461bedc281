"""Inheritance: tables made so that every column stands where it does in the history's database.

A child made after its parent has the parent's columns first.  Where the parent grew later, or the
child joined later, they stand elsewhere; pg_dump's text does not tell, and the order counts for
every ``INSERT`` without a list of columns and every ``SELECT *``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from squash.baseline.growth import Member, Plan, grown
from squash.baseline.quoting import name as quoted
from squash.errors import Blocked
from squash.snapshot import Fact
from squash.sql.items import Item
from squash.sql.statements import tokens

_CREATE = re.compile(r"(CREATE (?:UNLOGGED )?TABLE )(.+?) \((?=\n)", re.DOTALL)
_INHERITS = re.compile(r"\nINHERITS \(.*?\)(?=\n|$)")
_NAME = re.compile(r'"((?:[^"]|"")*)"|(\S+)')


@dataclass(frozen=True, slots=True)
class _Table:
    """A CREATE TABLE taken apart: its head, its table constraints and what follows the list."""

    member: Member
    item: Item
    head: str
    definitions: Mapping[str, str]
    constraints: tuple[str, ...]
    tail: str

    def create(self, columns: Iterable[str], parents: Sequence[str]) -> str:
        """The statement with these columns and parents, without constraints."""
        body = ",\n".join(f"    {self.definitions[column]}" for column in columns)
        inherits = f"\nINHERITS ({', '.join(parents)})" if parents else ""
        listed = f"\n{body}\n" if body else "\n"
        return f"{self.head}{self.member.name} ({listed}){inherits}{self.tail}"


def in_physical_order(items: Sequence[Item], facts: Iterable[Fact]) -> Sequence[Item]:
    """The items with the tables of such families made in another way; else as they are.

    Raises ``Blocked`` where no order of statements gives every table its columns' order.
    """
    known = [fact for fact in facts if fact.kind in ("column order", "inheritance")]
    orders = {f.name: tuple(json.loads(f.value)) for f in known if f.kind == "column order"}
    parents = {f.name: tuple(json.loads(f.value)) for f in known if f.kind == "inheritance"}
    tables = {
        table.member.name: table
        for item in items
        if item.kind == "TABLE" and (table := _taken_apart(item, orders, parents)) is not None
    }
    chosen = items
    for family in _families(tables):
        if any(tables[name].member.order != _expected(name, tables) for name in family):
            chosen = _rewritten(chosen, [tables[name] for name in tables if name in family])
    return chosen


def _taken_apart(
    item: Item, orders: Mapping[str, tuple[str, ...]], parents: Mapping[str, tuple[str, ...]]
) -> _Table | None:
    sql = item.statements[0]
    start = _CREATE.match(sql)
    if start is None or start[2] not in orders:
        return None
    elements, tail = _elements(sql, start.end())
    inherits = _INHERITS.search(tail)
    definitions = {_column(e): e for e in elements if not e.startswith("CONSTRAINT ")}
    member = Member(
        start[2],
        parents.get(start[2], ()) if inherits else (),
        orders[start[2]],
        frozenset(definitions),
    )
    constraints = tuple(e for e in elements if e.startswith("CONSTRAINT "))
    return _Table(member, item, start[1], definitions, constraints, _INHERITS.sub("", tail))


def _elements(sql: str, position: int) -> tuple[list[str], str]:
    """What stands in the list that begins at ``position``, and what follows it."""
    elements, current, depth = [], "", 1
    rest = list(tokens(sql[position:]))
    for number, token in enumerate(rest):
        if token.kind != "plain":
            current += token.text
            continue
        for place, letter in enumerate(token.text):
            depth += {"(": 1, ")": -1}.get(letter, 0)
            if depth == 0:
                elements.append(current.strip())
                tail = token.text[place + 1 :] + "".join(t.text for t in rest[number + 1 :])
                return [each for each in elements if each], tail
            if letter == "," and depth == 1:
                elements.append(current.strip())
                current = ""
            else:
                current += letter
    raise ValueError(f"a list of columns without an end: {sql[:80]}")


def _column(element: str) -> str:
    found = _NAME.match(element)
    assert found is not None
    return found[2] or found[1].replace('""', '"')


def _families(tables: Mapping[str, _Table]) -> Iterator[frozenset[str]]:
    """Tables that are related by inheritance; those without relatives are left out."""
    family = {name: {name} for name in tables}
    for name, table in tables.items():
        for parent in table.member.parents:
            if parent in family and family[parent] is not family[name]:
                family[parent] |= family[name]
                for each in family[name]:
                    family[each] = family[parent]
    for group in {id(each): each for each in family.values()}.values():
        if len(group) > 1:
            yield frozenset(group)


def _expected(name: str, tables: Mapping[str, _Table]) -> tuple[str, ...]:
    """The order that pg_dump's own statements give: the parents' columns first."""
    member = tables[name].member
    inherited = [c for parent in member.parents for c in tables[parent].member.order]
    return tuple(dict.fromkeys([*inherited, *tables[name].definitions]))


def _rewritten(items: Sequence[Item], family: Sequence[_Table]) -> Sequence[Item]:
    """The items with the family's tables next to each other, made by the steps of a plan."""
    plan = grown([table.member for table in family])
    if plan is None:
        names = ", ".join(table.member.name for table in family)
        raise Blocked(
            f"The physical order of columns cannot be reproduced in these tables: {names}.",
            why="They inherit from each other, and no order of CREATE and ALTER TABLE puts each "
            "column where it is now.",
            next_step="Choose an earlier cut, so that the revisions which made them are kept.",
        )
    made = [
        replace(
            table.item,
            statements=(
                table.create(plan.at_once[table.member.name], plan.attached[table.member.name]),
            ),
        )
        for table in family
    ]
    later = tuple(sql for table in family for sql in table.item.statements[1:])
    steps = tuple(_steps(plan, {table.member.name: table for table in family}))
    made[-1] = replace(made[-1], statements=(*made[-1].statements, *steps, *later))
    members = {id(table.item) for table in family}
    first = next(number for number, item in enumerate(items) if id(item) in members)
    return [*items[:first], *made, *(item for item in items[first:] if id(item) not in members)]


def _steps(plan: Plan, family: Mapping[str, _Table]) -> Iterator[str]:
    for name, column in plan.added:
        yield f"ALTER TABLE {name} ADD COLUMN {family[name].definitions[column]}"
    yield from _not_null(family)
    for name, table in family.items():
        if not plan.attached[name]:
            for parent in table.member.parents:
                yield f"ALTER TABLE ONLY {name} INHERIT {parent}"
    # A child's own constraint is merged with the parent's of the same name, not the other way.
    for name in reversed([*family]):
        for constraint in family[name].constraints:
            yield f"ALTER TABLE {name} ADD {constraint}"


def _not_null(family: Mapping[str, _Table]) -> Iterator[str]:
    """What pg_dump leaves out of a child's own columns because a parent says it, too."""
    strict: dict[str, set[str]] = {}
    for name, table in family.items():
        inherited = {c for parent in table.member.parents for c in strict[parent]}
        own = {column for column, text in table.definitions.items() if _says_not_null(text)}
        strict[name] = inherited | own
        for column in table.definitions:
            if column in inherited - own:
                yield f"ALTER TABLE ONLY {name} ALTER COLUMN {quoted(column)} SET NOT NULL"


def _says_not_null(definition: str) -> bool:
    return "NOT NULL" in "".join(t.text for t in tokens(definition) if t.kind == "plain")
