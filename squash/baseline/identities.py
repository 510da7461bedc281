"""Identity columns whose sequence is of another type: their dump does not say so."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from squash.snapshot import Fact

_MADE = re.compile(
    r"(ALTER TABLE .* ADD GENERATED (?:ALWAYS|BY DEFAULT) AS IDENTITY \(\n"
    r"    SEQUENCE NAME )(.+)\n    START WITH .*\n\)",
    re.DOTALL,
)


def unlike_their_columns(facts: Iterable[Fact]) -> Mapping[str, str]:
    """The statement that makes each of these sequences what it is, by the sequence's name.

    The limits stand in it, since a change of the type alone would move those of the old type.
    """
    unlike, sequences = set(), {}
    for fact in facts:
        if fact.kind == "identity":
            unlike.add(fact.name)
        elif fact.kind == "sequence":
            sequences[fact.name] = fact.value
    return {name: _altered(name, json.loads(sequences[name])) for name in sorted(unlike)}


def with_own_types(statements: Sequence[str], altered: Mapping[str, str]) -> Sequence[str]:
    """An item's statements; one that makes such a sequence is followed by its own statement.

    It is made without options then, which need not be possible for the column's type.
    """
    found = _MADE.fullmatch(statements[0]) if statements and altered else None
    if found is None or found[2] not in altered:
        return statements
    return [f"{found[1]}{found[2]}\n)", altered[found[2]], *statements[1:]]


def _altered(name: str, value: Mapping[str, Any]) -> str:
    cycle = "CYCLE" if value["cycle"] else "NO CYCLE"
    return (
        f"ALTER SEQUENCE {name} AS {value['type']} INCREMENT BY {value['increment']} "
        f"MINVALUE {value['minimum']} MAXVALUE {value['maximum']} START WITH {value['start']} "
        f"RESTART CACHE {value['cache']} {cycle}"
    )
