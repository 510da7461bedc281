"""Differences gathered by object, for a person who has to find the cause."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from difflib import unified_diff
from typing import TYPE_CHECKING

from squash.difference import WHATS
from squash.report.words import clip, line, number, printable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from squash.difference import Difference

PLACES = {
    "cut": "at the cut",
    "heads": "at the heads",
    "paths": "when an old database goes on",
}

# A line-by-line diff of two long texts takes time that grows with the product of their lengths.
DIFF_LIMIT = 4_000_000


@dataclass(frozen=True, slots=True)
class Found:
    """One way in which an object differs, with the places where it was seen like that."""

    what: str
    places: tuple[str, ...]
    before: str
    after: str

    @property
    def where(self) -> str:
        """``at the cut and at the heads``."""
        return " and ".join(PLACES[place] for place in self.places)


@dataclass(frozen=True, slots=True)
class Thing:
    """One object with all its differences."""

    kind: str
    name: str
    found: tuple[Found, ...]


def by_object(differences: Iterable[Difference]) -> tuple[Thing, ...]:
    """The differences by kind and name, in the order of their first appearance."""
    things: dict[tuple[str, str], dict[tuple[str, str, str], list[str]]] = {}
    for one in differences:
        ways = things.setdefault((one.kind, one.name), {})
        places = ways.setdefault((one.what, one.before, one.after), [])
        if one.where not in places:
            places.append(one.where)
    return tuple(
        Thing(
            kind,
            name,
            tuple(
                Found(what, tuple(places), before, after)
                for (what, before, after), places in ways.items()
            ),
        )
        for (kind, name), ways in things.items()
    )


def by_kind(things: Iterable[Thing]) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """How many objects of each kind are missing, added and changed, most frequent kind first."""
    counted: dict[str, Counter[str]] = {}
    for thing in things:
        ways = counted.setdefault(thing.kind, Counter())
        ways.update({found.what for found in thing.found})
    ranked = sorted(counted.items(), key=lambda pair: (-pair[1].total(), pair[0]))
    return tuple((kind, tuple(ways[what] for what in WHATS)) for kind, ways in ranked)


def changes(before: str, after: str, context: int = 3) -> str:
    """What changed between two texts, as the lines of a diff without its header.

    Parameters
    ----------
    context : how many equal lines to show around each change; with 0 without their numbers too
    """
    old, new = printable(before).splitlines(), printable(after).splitlines()
    if len(old) * len(new) > DIFF_LIMIT:
        return "\n".join([*("-" + text for text in old), *("+" + text for text in new)])
    # The first two lines are file names, the third says where in the text.
    found = list(unified_diff(old, new, lineterm="", n=context))[2:]
    return "\n".join(text for text in found if context or not text.startswith("@@ "))


def diff_text(differences: Iterable[Difference]) -> str:
    """All differences as one diff, a header for each object: the text of ``difference.diff``."""
    blocks = []
    for thing in by_object(differences):
        for found in thing.found:
            label = f"{thing.kind} {line(thing.name)}"
            head = f"# {label}: {found.what} {found.where}"
            body = changes(found.before, found.after)
            blocks.append(f"{head}\n--- before/{label}\n+++ after/{label}\n{body}\n")
    return "\n".join(blocks)


def one_line(thing: Thing, characters: int = 120) -> str:
    """An object and what happened to it, on one line of a terminal."""
    ways = "; ".join(f"{found.what} {found.where}" for found in thing.found)
    return clip(f"{line(thing.kind)} {line(thing.name)}: {ways}", characters)


def more(left: int) -> str:
    """The line that stands for what was left out."""
    return f"and {number(left)} more in report.json"
