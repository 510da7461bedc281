"""Fitting: a text of Markdown within what a forge takes, in parts that are whole."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from squash.report.room import ROOMS, Room
from squash.report.words import clip, printable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

# Of a pull request's body and of a comment, on GitHub; GitLab takes more.
LIMIT = 65_536

_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})(.*)$")
_MARK = re.compile(r"(?<=<!-- alembic-squash )(?=\{)")
_OWN = 20_000  # characters

Part = list[str]


def units(text: str) -> int:
    """Length of a text as forges count it: letters beyond the basic plane are two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def fitted(
    render: Callable[[Room], Sequence[Part]],
    end: str,
    limit: int,
    rooms: Sequence[Room] = ROOMS,
) -> str:
    """The parts of a text and its end, as detailed as the limit allows.

    Parameters
    ----------
    render : the parts for so much room, each a list of lines that leaves nothing open; where
        even the least room is too much for all of them, those that do not fit are left out
    end : the last line, which is always there
    limit : most characters (`units`) of all
    rooms : from the most to the least
    """
    left = limit - units(end) - 2
    parts: list[str] = []
    for room in rooms:
        parts = [_text(part) for part in render(room) if part]
        text = "\n".join(parts)
        if units(text) <= left:
            return f"{text}\n{end}\n"
    kept = ""
    for part in parts:
        if units(kept) + units(part) + 1 <= left:
            kept = f"{kept}\n{part}" if kept else part
    return f"{kept}\n{end}\n"


def own_words(text: str) -> Part:
    """A person's own Markdown; fences, comments and details that it leaves open are closed."""
    if not text.strip():
        return []
    lines = clip(printable(text).strip("\n"), _OWN).split("\n")
    opened = ""
    for line in lines:
        found = _FENCE.match(line)
        if found and not opened:
            opened = found[1]
        elif found and found[1].startswith(opened) and not found[2].strip():
            opened = ""
    if opened:
        lines.append(opened)
    whole = "\n".join(lines)
    if whole.rfind("<!--") > whole.rfind("-->"):
        lines.append("-->")
    lines += ["</details>"] * (whole.count("<details") - whole.count("</details"))
    return [*lines, ""]


def _text(part: Part) -> str:
    # What looks like a marker and is not ours must not be read as one; half letters are no text.
    text = _MARK.sub("\u200b", "\n".join(part))
    return text.encode("utf-8", "replace").decode("utf-8")
