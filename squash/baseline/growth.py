"""Growth: the order in which tables that inherit from each other must get their columns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

_Column = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Member:
    """One table of a family.

    Parameters
    ----------
    name : qualified
    parents : in their order
    order : its columns as they stand
    local : columns it defines itself; all others are only inherited
    """

    name: str
    parents: tuple[str, ...]
    order: tuple[str, ...]
    local: frozenset[str]


@dataclass(frozen=True, slots=True)
class Plan:
    """How to make a family.

    Parameters
    ----------
    attached : by table the parents it is made with; the others join when all columns are there
    at_once : by table the columns it is made with
    added : (table, column) in the order in which they are added; children get them, too
    """

    attached: Mapping[str, tuple[str, ...]]
    at_once: Mapping[str, tuple[str, ...]]
    added: tuple[_Column, ...]


def grown(members: Sequence[Member]) -> Plan | None:
    """A plan that gives each table its columns in their order; None where there is none.

    Parameters
    ----------
    members : parents before children
    """
    # A table that defines all its columns itself can be made alone and join its parents later.
    attached = {
        member.name: () if member.local >= set(member.order) else member.parents
        for member in members
    }
    steps = _sorted(members, attached)
    if steps is None:
        return None
    for plan in (_folded(members, attached, steps), Plan(attached, _none(members), steps)):
        if _orders(members, plan) == {member.name: list(member.order) for member in members}:
            return plan
    return None


def _none(members: Sequence[Member]) -> dict[str, tuple[str, ...]]:
    return {member.name: () for member in members}


def _folded(
    members: Sequence[Member], attached: Mapping[str, tuple[str, ...]], steps: Sequence[_Column]
) -> Plan:
    """The plan in which tables without parents are made with their first columns."""
    count = next((n for n, (table, _) in enumerate(steps) if attached[table]), len(steps))
    at_once = {
        member.name: tuple(column for table, column in steps[:count] if table == member.name)
        for member in members
    }
    return Plan(attached, at_once, tuple(steps[count:]))


def _sorted(
    members: Sequence[Member], attached: Mapping[str, tuple[str, ...]]
) -> tuple[_Column, ...] | None:
    """Each defined column once, before all that must come after it; None in a circle."""
    source: dict[_Column, _Column] = {}
    after: defaultdict[_Column, set[_Column]] = defaultdict(set)
    columns = {member.name: set(member.order) for member in members}
    for member in members:
        for column in member.order:
            givers = [p for p in attached[member.name] if column in columns[p]]
            own = (member.name, column)
            source[own] = own if column in member.local else source[(givers[0], column)]
            for giver in givers:
                if source[(giver, column)] != source[own]:
                    after[source[own]].add(source[(giver, column)])
        places = [source[(member.name, column)] for column in member.order]
        for one, other in pairwise(places):
            after[one].add(other)
    return _topological(dict.fromkeys(source.values()), after, attached)


def _topological(
    columns: Mapping[_Column, None],
    after: Mapping[_Column, set[_Column]],
    attached: Mapping[str, tuple[str, ...]],
) -> tuple[_Column, ...] | None:
    waits = dict.fromkeys(columns, 0)
    for following in after.values():
        for column in following:
            waits[column] += 1
    done: list[_Column] = []
    while waits:
        ready = [column for column, count in waits.items() if count == 0]
        if not ready:
            return None
        # Columns of tables without parents first: those can be written where the table is made.
        chosen = min(ready, key=lambda column: bool(attached[column[0]]))
        del waits[chosen]
        done.append(chosen)
        for column in after.get(chosen, ()):
            waits[column] -= 1
    return tuple(done)


def _orders(members: Sequence[Member], plan: Plan) -> dict[str, list[str]]:
    """Where the columns stand when Postgres has carried out a plan."""
    found: dict[str, list[str]] = {}
    for member in members:
        inherited = [column for parent in plan.attached[member.name] for column in found[parent]]
        found[member.name] = list(dict.fromkeys([*inherited, *plan.at_once[member.name]]))
    for table, column in plan.added:
        for name in _with_children(table, plan):
            if column not in found[name]:
                found[name].append(column)
    return found


def _with_children(table: str, plan: Plan) -> Iterator[str]:
    yield table
    for name, parents in plan.attached.items():
        if table in parents:
            yield from _with_children(name, plan)
