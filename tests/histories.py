"""Small histories that several tests of the cut draw from."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

from squash.history import History, Revision


def rev(
    name: str,
    *down: str,
    age: int | None = None,
    depends_on: tuple[str, ...] = (),
    labels: tuple[str, ...] = (),
) -> Revision:
    """A revision `name` in `name.py`, created so many days before today."""
    created = None if age is None else datetime(2026, 6, 30, tzinfo=UTC) - timedelta(days=age)
    places = (("down_revision", 3), ("depends_on", 5))
    path = f"{name}.py"
    return Revision(name, down, depends_on, labels, path, created=created, places=places)


def chain(length: int, *, oldest: int | None = None) -> History:
    """r000 - r001 - …, one day apart where `oldest` gives the first one's age."""
    ages = [None if oldest is None else oldest - each for each in range(length)]
    names = [f"r{each:03}" for each in range(length)]
    links = [rev(names[0], age=ages[0])]
    links += [
        rev(name, down, age=age)
        for (down, name), age in zip(itertools.pairwise(names), ages[1:], strict=True)
    ]
    return History.of(links)


def diamond() -> History:
    """Two branches, merged.

    a - b - d - f - g
     \\- c - e -/
    """
    return History.of(
        [
            rev("a"),
            rev("b", "a"),
            rev("c", "a", labels=("side",)),
            rev("d", "b"),
            rev("e", "c"),
            rev("f", "d", "e"),
            rev("g", "f"),
        ]
    )


def lineages() -> History:
    """Two lineages; the second needs the first once.

    a - b - c - d
         \\ (depends_on)
      x - y - z
    """
    return History.of(
        [
            rev("a", labels=("core",)),
            rev("b", "a"),
            rev("c", "b"),
            rev("d", "c"),
            rev("x", labels=("shop",)),
            rev("y", "x", depends_on=("b",)),
            rev("z", "y"),
        ]
    )
