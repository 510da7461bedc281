"""Dependent types: row types and multirange types, whose privileges and owners no dump tells."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from squash.baseline.granted import granted
from squash.baseline.quoting import any_role
from squash.snapshot import Fact

_DEPENDENT = re.compile(r"(row|multirange) type (.+)", re.DOTALL)
_OWNED = re.compile(
    r"(?:table|view|materialised view|foreign table|sequence|multirange type) (.+)", re.DOTALL
)


def dependent_types(done: Iterable[Fact], facts: Iterable[Fact]) -> Iterator[str]:
    """The statements for owners of multirange types, and for privileges on them and on row types.

    Parameters
    ----------
    done : facts that the history made
    facts : all, which tell the owners
    """
    owners = {
        found[1]: json.loads(fact.value)
        for fact in facts
        if fact.kind == "owner" and (found := _OWNED.fullmatch(fact.name))
    }
    mine = [(fact, found) for fact in done if (found := _DEPENDENT.fullmatch(fact.name))]
    for fact, found in mine:
        owner = json.loads(fact.value)
        if fact.kind == "owner" and owner != "{role}":
            yield f"ALTER TYPE {found[2]} OWNER TO {any_role(owner)}"
    for fact, found in mine:
        if fact.kind == "privilege":
            owner = owners.get(found[2], "{role}")
            yield from _privileges(found[2], json.loads(fact.value), owner)


def _privileges(type_name: str, grants: Sequence[dict[str, Any]], owner: str) -> Iterator[str]:
    """What makes these privileges of those that a new type has."""
    before = [
        {"grantee": grantee, "grantor": owner, "privileges": ["USAGE"]}
        for grantee in ("PUBLIC", owner)
    ]
    for grant in before:
        if grant not in grants:
            yield f"REVOKE ALL ON TYPE {type_name} FROM {any_role(str(grant['grantee']))}"
    new = [grant for grant in grants if grant not in before]
    # Who passes a privilege on must have it first.
    for grantor, given in _in_order(new, owner):
        if grantor != owner:
            yield f"SET SESSION AUTHORIZATION {any_role(grantor)}"
        for words, receiver in granted(given):
            yield f"GRANT {words} ON TYPE {type_name} {receiver}"
        if grantor != owner:
            yield "RESET SESSION AUTHORIZATION"


def _in_order(
    grants: Sequence[dict[str, Any]], owner: str
) -> Iterator[tuple[str, Sequence[dict[str, Any]]]]:
    """Grantors with what each gave, those first whose right the next ones need."""
    waiting = [owner]
    for grantor in waiting:
        given = [grant for grant in grants if grant["grantor"] == grantor]
        passing = (grant["grantee"] for grant in given if grant.get("grant option"))
        waiting += [grantee for grantee in passing if grantee not in waiting]
        if given:
            yield grantor, given
