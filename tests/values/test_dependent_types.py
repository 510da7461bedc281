"""Row types and multirange types get the owner and the privileges that no dump tells."""

from __future__ import annotations

import json
from typing import Any

from squash.baseline.dependent_types import dependent_types
from squash.snapshot import Fact


def fact(kind: str, name: str, value: object) -> Fact:
    """A fact of the catalog."""
    return Fact(kind, name, json.dumps(value))


def entry(grantee: str, grantor: str, *, option: bool = False) -> dict[str, Any]:
    """One grantee's USAGE, maybe to be passed on."""
    passed_on = {"grant option": ["USAGE"]} if option else {}
    return {"grantee": grantee, "grantor": grantor, "privileges": ["USAGE"], **passed_on}


def test_what_a_new_type_has_needs_nothing() -> None:
    """Neither its owner's rights nor everybody's, whoever the owner is."""
    for owner in ("{role}", "Odd one"):
        told = [
            fact("owner", "table public.t", owner),
            fact("privilege", "row type public.t", [entry("PUBLIC", owner), entry(owner, owner)]),
        ]
        assert tuple(dependent_types(told, told)) == ()


def test_privileges_are_taken_and_given() -> None:
    """Those of a new type first, and also the owner's own."""
    told = [
        fact("owner", "view public.v", "Odd one"),
        fact("privilege", "row type public.v", [entry("app", "Odd one")]),
        fact("privilege", "row type public.alembic_version", [entry("{role}", "{role}")]),
        fact("privilege", "type public.mood", []),
    ]
    assert tuple(dependent_types(told, told)) == (
        "REVOKE ALL ON TYPE public.v FROM PUBLIC",
        'REVOKE ALL ON TYPE public.v FROM "Odd one"',
        'GRANT USAGE ON TYPE public.v TO "app"',
        "REVOKE ALL ON TYPE public.alembic_version FROM PUBLIC",
    )


def test_a_privilege_passed_on_is_passed_on_again() -> None:
    """By the role that did, once it has the right to."""
    grants = [
        entry("PUBLIC", "{role}"),
        entry("a", "b"),
        entry("b", "{role}", option=True),
        entry("{role}", "{role}"),
    ]
    told = [fact("privilege", "row type public.t", grants)]
    assert tuple(dependent_types(told, told)) == (
        'GRANT USAGE ON TYPE public.t TO "b" WITH GRANT OPTION',
        'SET SESSION AUTHORIZATION "b"',
        'GRANT USAGE ON TYPE public.t TO "a"',
        "RESET SESSION AUTHORIZATION",
    )


def test_a_multirange_type_may_have_an_owner_of_its_own() -> None:
    """It is given before the privileges, which are the new owner's then."""
    told = [
        fact("privilege", "multirange type public.m", [entry("app", "app")]),
        fact("owner", "multirange type public.m", "app"),
        fact("owner", "multirange type public.n", "{role}"),
    ]
    assert tuple(dependent_types(told, told)) == (
        'ALTER TYPE public.m OWNER TO "app"',
        "REVOKE ALL ON TYPE public.m FROM PUBLIC",
    )
