"""A marker: what our own pull request or comment remembers, where no reader sees it."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, fields
from typing import Any

_MARK = "alembic-squash"
# A draft since its proof does not hold any more; closed since nothing is left to squash.
WITHDRAWN, ENDED = "withdrawn", "ended"
_FOUND = re.compile(rf"<!-- {_MARK} (\{{.*?\}}) -->")


@dataclass(frozen=True, slots=True, kw_only=True)
class Marker:
    """What a pull request or a comment of ours remembers of the run that wrote it.

    Parameters
    ----------
    lineage : which history it is about: its folder from the top of the repository
    key : set by a person to tell several comments or branches apart, else empty
    cut : the revision that becomes the baseline
    base : the commit that the proof was made on
    head : the commit that was pushed
    result : a hash of the change, volatile literals aside
    removed : how many revisions go
    words : a hash of the title and the text that were asked for, empty where none were
    told : numbers of pull requests that were told that they build on removed revisions
    state : empty, or what became of the proposal by our own doing: WITHDRAWN or ENDED
    """

    lineage: str
    key: str = ""
    cut: str = ""
    base: str = ""
    head: str = ""
    result: str = ""
    removed: int = 0
    words: str = ""
    told: tuple[int, ...] = ()
    state: str = ""

    @property
    def text(self) -> str:
        """The marker as a comment of Markdown; what could end that comment is escaped."""
        known = {name: value for name, value in asdict(self).items() if value}
        written = json.dumps(known, sort_keys=True, ensure_ascii=True)
        safe = written.replace("-", r"\u002d").replace(">", r"\u003e")
        return f"<!-- {_MARK} {safe} -->"


def find_marker(body: str, lineage: str, key: str = "") -> Marker | None:
    """The marker of one lineage in a text; None where there is none, or somebody broke it.

    Parameters
    ----------
    body : of a pull request or a comment
    lineage, key : as in the marker
    """
    for written in _FOUND.findall(body):
        marker = _read(written)
        if marker is not None and (marker.lineage, marker.key) == (lineage, key):
            return marker
    return None


def lineages(body: str) -> tuple[str, ...]:
    """The histories that a text is a proposal of."""
    known = (_read(written) for written in _FOUND.findall(body))
    return tuple(each.lineage for each in known if each is not None and not each.key)


def with_marker(body: str, marker: Marker) -> str:
    """The same text with another marker in place of the one of this lineage and key."""

    def other(found: re.Match[str]) -> str:
        known = _read(found[1])
        same = known is not None and (known.lineage, known.key) == (marker.lineage, marker.key)
        return "" if same else found[0]

    return f"{_FOUND.sub(other, body).rstrip()}\n\n{marker.text}".lstrip("\n")


def _read(written: str) -> Marker | None:
    try:
        known = json.loads(written)
    except ValueError:
        return None
    kinds = {each.name: type(getattr(_EMPTY, each.name)) for each in fields(Marker)}
    values: dict[str, Any] = {}
    for name, value in known.items():
        if name == "told" and isinstance(value, list) and all(type(n) is int for n in value):
            values[name] = tuple(value)
        elif name in kinds and type(value) is kinds[name]:
            values[name] = value
    return Marker(**values) if "lineage" in values else None


_EMPTY = Marker(lineage="")
