"""Room: how much of each long list and long text a report may show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from squash.report.differences import more

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Room:
    """Bounds of one rendering.

    Parameters
    ----------
    items : most rows of a table or list
    objects : most objects shown with what they were before and are after
    lines : most lines of each such text
    characters : most characters of each such text
    """

    items: int
    objects: int
    lines: int
    characters: int

    @property
    def sentence(self) -> int:
        """Most characters of a foreign sentence."""
        return min(self.characters, 600)


# From all a person would read to the least that is still of use.
ROOMS = (
    Room(items=500, objects=100, lines=60, characters=4000),
    Room(items=200, objects=40, lines=30, characters=1500),
    Room(items=60, objects=15, lines=16, characters=800),
    Room(items=20, objects=6, lines=8, characters=300),
    Room(items=6, objects=2, lines=4, characters=100),
)


def rows(items: Sequence[Item], room: Room, show: Callable[[Item], str]) -> list[str]:
    """A line for each item there is room for, and one that counts the rest, as a list."""
    shown = [f"- {show(item)}" for item in items[: room.items]]
    return [*shown, *([f"- {more(len(items) - room.items)}"] if len(items) > room.items else [])]


def table(
    header: Sequence[str], items: Sequence[Item], room: Room, show: Callable[[Item], Sequence[str]]
) -> list[str]:
    """A Markdown table of the items there is room for, and a line below that counts the rest.

    Parameters
    ----------
    header : of the columns; one that ends in ``:`` holds numbers
    items : one per row
    room : how many rows
    show : the cells of an item, as Markdown
    """
    text = [
        "| " + " | ".join(name.rstrip(":") for name in header) + " |",
        "| " + " | ".join("---:" if name.endswith(":") else "---" for name in header) + " |",
    ]
    text += ["| " + " | ".join(show(item)) + " |" for item in items[: room.items]]
    if len(items) > room.items:
        text += ["", f"… {more(len(items) - room.items)}"]
    return text
