"""Range types that were renamed or moved: their constructor functions keep the old name."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from squash.snapshot import Fact


@dataclass(frozen=True, slots=True)
class Renamed:
    """A range or multirange type that is made under its old name.

    Parameters
    ----------
    type : as it is called now, qualified
    name, schema : now
    old_name, old_schema : when it was made
    """

    type: str
    name: str
    schema: str
    old_name: str
    old_schema: str

    @property
    def made(self) -> str:
        """The qualified name it is made under."""
        return f"{self.old_schema}.{self.old_name}"

    def statements(self) -> Iterator[str]:
        """What turns the old name into the one of today."""
        if self.old_name != self.name:
            yield f"ALTER TYPE {self.made} RENAME TO {self.name}"
        if self.old_schema != self.schema:
            yield f"ALTER TYPE {self.old_schema}.{self.name} SET SCHEMA {self.schema}"


def range_types(facts: Iterable[Fact]) -> Mapping[str, tuple[Renamed, ...]]:
    """Renamed types by the range type whose CREATE makes them."""
    found: dict[str, dict[str, Renamed]] = {}
    for fact in facts:
        if fact.kind == "range constructor":
            value = json.loads(fact.value)
            renamed = Renamed(
                value["type"],
                value["type name"],
                value["type schema"],
                value["old name"],
                value["old schema"],
            )
            if any(renamed.statements()):
                found.setdefault(value["range"], {})[renamed.type] = renamed
    return {range_type: tuple(types.values()) for range_type, types in found.items()}


def under_old_names(
    statements: Sequence[str], renamed: Mapping[str, tuple[Renamed, ...]]
) -> Sequence[str]:
    """An item's statements; a CREATE of a renamed type makes it as it was made once."""
    for range_type, types in renamed.items():
        head = f"CREATE TYPE {range_type} AS RANGE ("
        if statements and statements[0].startswith(head):
            made = statements[0]
            for each in types:
                if each.type == range_type:
                    made = made.replace(head, f"CREATE TYPE {each.made} AS RANGE (", 1)
                else:
                    old, new = (f"multirange_type_name = {x}" for x in (each.type, each.made))
                    made = made.replace(old, new, 1)
            return [made, *(sql for each in types for sql in each.statements()), *statements[1:]]
    return statements
