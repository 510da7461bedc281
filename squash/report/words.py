"""Numbers, sizes and foreign text as words that are safe in Markdown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from squash.errors import At

BREAK = "&#8203;"

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~$])")
# A slash at the start of a line is an order to GitLab: /merge, /close.
_LEADING = re.compile(r"^([-+=/]|\d+(?=[.)]))")
# Where GitHub would make a mention, a reference or a link out of plain text.
_LINKED = re.compile(r"@|#|:(?=//)|\bwww(?=\.)|\bGH-(?=\d)", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def printable(text: str) -> str:
    """The text without characters that move a cursor, ring a bell or turn the reading order."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def placed(text: str, at: At | None) -> str:
    """A text with the line of a file that it is of."""
    return text if at is None else f"{at}: {text}"


def line(text: str) -> str:
    """The text on one line, printable."""
    return " ".join(printable(text).split())


def clip(text: str, characters: int) -> str:
    """At most that many characters of the text, an ellipsis where some were left out."""
    return text if len(text) <= characters else text[: max(characters - 1, 0)] + "…"


def short(text: str, characters: int) -> str:
    """The text on one line of at most that many characters, without reading a long one whole."""
    bound = 4 * characters + 100
    return clip(line(text[:bound]) + "…" * (len(text) > bound), characters)


def prose(text: str, characters: int = 2000) -> str:
    """Foreign text as one line of Markdown: nothing formatted, linked or mentioned."""
    shown = short(text, characters).replace("&", "&amp;")
    shown = _LEADING.sub(_escaped, _SPECIAL.sub(r"\\\1", shown))
    return _LINKED.sub(rf"\g<0>{BREAK}", shown)


def code(text: str, characters: int = 200, *, cell: bool = True) -> str:
    """Foreign text as a code span; empty for empty text.

    Parameters
    ----------
    cell : whether it may stand in a cell of a table, where a ``|`` must be escaped and elsewhere
        must not be
    """
    shown = short(text, characters)
    if not shown:
        return ""
    ticks = "`" * (1 + _longest_run(shown))
    space = " " if shown.startswith("`") or shown.endswith("`") else ""
    span = ticks + space + shown + space + ticks
    return span.replace("|", "\\|") if cell else span


def fence(text: str, language: str = "") -> str:
    """A fenced block; its fence is longer than any run of backticks inside."""
    shown = printable(text).strip("\n")
    ticks = "`" * max(3, 1 + _longest_run(shown))
    return f"{ticks}{language}\n{shown}\n{ticks}"


def excerpt(text: str, lines: int, characters: int) -> str:
    """The beginning of a longer text, with a last line that says how much was left out."""
    every = text.strip("\n").split("\n")
    shown = "\n".join(every[:lines])
    clipped = clip(shown, characters)
    if len(every) <= lines and clipped == shown:
        return shown
    left = len(text) - len(clipped)
    return f"{clipped}\n… {number(left)} more characters"


def number(value: int) -> str:
    """A whole number with thousands apart: ``12,345``."""
    return f"{value:,}"


def count(value: int, singular: str, plural: str = "") -> str:
    """A number with its noun: ``1 row``, ``1,200 rows``."""
    return f"{number(value)} {singular if value == 1 else plural or singular + 's'}"


def seconds(value: float) -> str:
    """A time a person reads at once: ``0.42 s``, ``12.3 s``, ``3 min 05 s``."""
    if value < 9.995:
        return f"{value:.2f} s"
    if value < 119.95:
        return f"{value:.1f} s"
    whole = round(value)
    return f"{whole // 60} min {whole % 60:02d} s"


def size(value: int) -> str:
    """A number of bytes: ``812 bytes``, ``12.4 kB``, ``3.1 MB``."""
    if value < 1000:
        return count(value, "byte")
    if value < 999_950:
        return f"{value / 1000:.1f} kB"
    return f"{value / 1_000_000:.1f} MB"


def _escaped(found: re.Match[str]) -> str:
    return found[0] + "\\" if found[0].isdigit() else "\\" + found[0]


def _longest_run(text: str) -> int:
    return max((len(run) for run in re.findall(r"`+", text)), default=0)
