"""What a squash meets around it: lines that still name what goes, pull requests built on it."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from squash.report.links import file_link, pull_link
from squash.report.room import Room, rows
from squash.report.words import code, count, number, short

if TYPE_CHECKING:
    from squash.outcome import Outcome
    from squash.proposal.proposed import Proposed
    from squash.proposal.pull import BuiltOn, Mention

_OPEN = 12


def leftovers(proposed: Proposed, room: Room) -> list[str]:
    """Lines of other files that still name removed revisions or files."""
    found = proposed.mentions
    if not found:
        return []

    def show(one: Mention) -> str:
        text = _code(short(one.text.strip(), min(room.characters, 160)))
        return f"{file_link(proposed, one.file, one.line)} names {_code(one.what)}: {text}"

    files = count(len({one.file for one in found}), "file")
    single = len(found) == 1
    named = "names what goes; it stays." if single else "name what goes; they stay as they are."
    text = [
        "## Leftovers",
        "",
        f"{count(len(found), 'line')} of {files} still {named}",
        "",
    ]
    listed = [*rows(found, room, show), ""]
    if len(found) <= _OPEN:
        return [*text, *listed]
    return [*text, "<details><summary>Every line</summary>", "", *listed, "</details>", ""]


def built_on(outcome: Outcome, proposed: Proposed, room: Room) -> list[str]:
    """Open pull requests whose migrations build on removed revisions."""
    if not proposed.built_on and not proposed.not_looked_at:
        return []
    noun = proposed.noun
    text = [f"## Open {noun}s", ""]
    if proposed.built_on:
        onto = f", such as {code(outcome.cut.id, 80, cell=False)}" if outcome.cut else ""
        ordered = sorted(proposed.built_on, key=lambda one: one.number)
        pulls = [(each, list(group)) for each, group in groupby(ordered, lambda one: one.number)]
        text += [
            (
                "These have migrations that come after revisions that go. Each must be led to one "
                f"that stays{onto}: merge them before this one, or rebase them after it. They are "
                "told when this is merged."
            ),
            "",
            *rows(pulls, room, lambda pull: _built(proposed, pull[1])),
            "",
        ]
    if proposed.not_looked_at:
        text += [f"Not looked at: {count(proposed.not_looked_at, f'older {noun}')}.", ""]
    return text


def _built(proposed: Proposed, found: list[BuiltOn]) -> str:
    shown = [edge(one) for one in found[:3]]
    more = [f"{number(len(found) - 3)} more"] if len(found) > 3 else []
    return f"{pull_link(proposed, found[0])}: " + "; ".join([*shown, *more])


def edge(one: BuiltOn) -> str:
    """What one revision of a pull request does with one that goes, as Markdown."""
    name = f"{_code(one.revision)} in {_code(one.path)}"
    if one.parent == one.revision:
        return f"{name} changes a revision that goes"
    return f"{name} comes after {_code(one.parent)}"


def _code(text: str) -> str:
    return code(text, cell=False)
