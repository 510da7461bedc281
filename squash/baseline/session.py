"""What the history leaves in its session, which the kept revisions of one upgrade run in."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING

from squash.baseline.quoting import name, text_constant
from squash.snapshot import Fact

if TYPE_CHECKING:
    from collections.abc import Sequence

KIND = "session"


def session_facts(left: Iterable[tuple[str, str]]) -> tuple[Fact, ...]:
    """Facts of a database at the end of a replay: what its session was left with.

    Parameters
    ----------
    left : names of settings, or ``role`` and the like, with values
    """
    return tuple(Fact(KIND, name, json.dumps(value)) for name, value in left)


def handed_over(facts: Iterable[Fact]) -> Sequence[str]:
    """Statements that leave the session as the history did.

    What cannot be, a temporary table that hides another, is not there when it is compared.
    """
    known = {fact.name: json.loads(fact.value) for fact in facts if fact.kind == KIND}
    roles = {each: known.pop(each) for each in ("session authorization", "role") if each in known}
    settings = [_set(each, value) for each, value in known.items() if " " not in each]
    return [*settings, *(f"SET {what} {name(role)}" for what, role in roles.items())]


def _set(setting: str, value: str) -> str:
    return f"SELECT pg_catalog.set_config({_text(setting)}, {_text(value)}, false)"


def _text(value: str) -> str:
    # The history may have changed what a backslash means.
    if "\\" not in value:
        return text_constant(value)
    return "E" + text_constant(value.replace("\\", "\\\\"))
