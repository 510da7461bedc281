"""Comments that pg_dump leaves out: on roles, members of extensions, and what makes itself."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from squash.baseline.quoting import text_constant
from squash.snapshot import Fact

# As the server names a part of an object, and that object.
_PART = re.compile(
    r"(table constraint|domain constraint|trigger|rule|policy) "
    r'("(?:[^"]|"")*"|[^" ]+) on (.+)',
    re.DOTALL,
)
_COLUMN = re.compile(
    r"(?:table|view|materialized view|foreign table|composite type) column (.+)", re.DOTALL
)
_WHOLE = re.compile(
    r"(role|function|procedure|aggregate|operator|type|table|foreign table|view|materialized view|"
    r"sequence|domain|collation|index|schema) (.+)",
    re.DOTALL,
)


def comments(done: Iterable[Fact]) -> Iterator[str]:
    """The statements for facts of kind "comment"; none where they are of another kind."""
    for fact in done:
        target = _target(fact.name) if fact.kind == "comment" else None
        if target is not None:
            yield f"COMMENT ON {target} IS {text_constant(json.loads(fact.value))}"


def _target(name: str) -> str | None:
    """What COMMENT ON calls an object; None for what is commented elsewhere or not at all.

    Parameters
    ----------
    name : kind and identity of the object, as ``pg_identify_object`` gives them
    """
    if part := _PART.fullmatch(name):
        word = part[1].upper().rpartition(" ")[2]
        domain = "DOMAIN " if part[1] == "domain constraint" else ""
        return f"{word} {part[2]} ON {domain}{part[3]}"
    if column := _COLUMN.fullmatch(name):
        return f"COLUMN {column[1]}"
    if whole := _WHOLE.fullmatch(name):
        return f"{whole[1].upper()} {'CURRENT_USER' if whole[2] == '{role}' else whole[2]}"
    return None
