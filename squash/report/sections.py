"""Sections of a report: an outcome in parts, each a list of lines of Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from squash.report.graph import NEAR, graph
from squash.report.room import Room, rows, table
from squash.report.verdict import facts, mark, sentence, span, title
from squash.report.words import clip, code, fence, number, prose, seconds, size

if TYPE_CHECKING:
    from collections.abc import Sequence

    from squash.hazard import Hazard
    from squash.outcome import Outcome, RevisionSummary, Timing

_OPEN = 12


def verdict(outcome: Outcome, room: Room) -> list[str]:
    """The verdict, in a sentence and as a table of facts."""
    sign = "✅" if mark(outcome) == "✓" else "❌"
    text = [f"# {sign} {title(outcome)}", "", prose(sentence(outcome), room.sentence), ""]
    known = facts(outcome)
    if not known:
        return text
    text += ["| | |", "| --- | --- |"]
    text += [f"| {name} | {prose(value, 300)} |" for name, value in known]
    return [*text, ""]


def error(outcome: Outcome, room: Room) -> list[str]:
    """Why the run stopped and what to do now."""
    error = outcome.error
    if error is None:
        return []
    text = ["## Why it stopped", ""]
    if "\n" in error.what:
        text += [fence(clip(error.what, room.characters), "text"), ""]
    if error.why:
        text += [prose(error.why, room.sentence), ""]
    if error.next_step:
        text += ["What to do now:", "", fence(clip(error.next_step, room.characters), "text"), ""]
    return text


def hazards(outcome: Outcome, room: Room) -> list[str]:
    """What to know before merging."""
    if not outcome.hazards:
        return []

    def show(hazard: Hazard) -> str:
        place = f" ({code(hazard.place)})" if hazard.place else ""
        about = f" {code(hazard.where)}" if hazard.where else ""
        sentence = prose(hazard.sentence, room.sentence)
        return f"**{prose(hazard.kind, 60)}**{about}: {sentence}{place}"

    return ["## Know before merging", "", *rows(outcome.hazards, room, show), ""]


def revisions(outcome: Outcome, room: Room) -> list[str]:
    """Why this cut, and the revisions that go and stay."""
    if not (outcome.cut or outcome.removed or outcome.kept):
        return []
    text = ["## Choose the cut", ""]
    if outcome.reason and outcome.result != "nothing-to-do" and outcome.error is None:
        text += [prose(outcome.reason, room.sentence), ""]
    if outcome.removed and outcome.cut:
        text += [
            (
                f"A database at {code(outcome.cut.id)} or later needs nothing. One that stands "
                "before it can no longer be upgraded after the merge: upgrade it first."
            ),
            "",
        ]
    verb = "went" if outcome.applied else "goes"
    text += _listed(f"What {verb}", outcome.removed, room)
    text += _listed("What stays", outcome.kept, room)
    if outcome.unproved:
        text += ["Not proved, because they lie beyond the targets:", ""]
        text += [*rows(outcome.unproved, room, code), ""]
    return text


def _listed(heading: str, revisions: Sequence[RevisionSummary], room: Room) -> list[str]:
    """A table of revisions, newest first; folded away when it is long."""
    if not revisions:
        return []

    def cells(revision: RevisionSummary) -> tuple[str, ...]:
        doc = prose(revision.doc, min(room.characters, 160))
        return code(revision.id, 80), revision.date, doc, code(revision.path)

    body = table(("Revision", "Date", "What it did", "File"), revisions[::-1], room, cells)
    text = f"{heading}: {span(revisions)}"
    if len(revisions) <= _OPEN:
        return [f"**{text}**", "", *body, ""]
    return [f"<details><summary>{text}</summary>", "", *body, "", "</details>", ""]


def baseline(outcome: Outcome, room: Room) -> list[str]:
    """The new first migration in numbers."""
    made = outcome.baseline
    if made is None:
        return []
    downgrade = {
        "drop": "drops everything it made",
        "refuse": "refuses, as the removed revisions' own did",
    }.get(made.downgrade, made.downgrade)
    text = [
        "## Write the baseline",
        "",
        (
            f"{code(made.path)} keeps the id {code(made.revision)}, sends "
            f"{number(made.statements)} statements and is {size(made.bytes)} long "
            f"(sha256 {code(made.sha256)}). Its downgrade {prose(downgrade, 100)}."
        ),
        "",
    ]
    kinds = sorted(made.kinds.items(), key=lambda pair: (-pair[1], pair[0]))
    if not kinds:
        return text
    shown = [f"{prose(kind, 60)} {number(many)}" for kind, many in kinds[: room.items]]
    return [*text, "It creates: " + ", ".join(shown) + ".", ""]


def timings(outcome: Outcome, room: Room) -> list[str]:
    """How long each step took."""
    if not outcome.timings:
        return []

    seen: set[str] = set()

    def cells(timing: Timing) -> tuple[str, str]:
        again = ", once more" if timing.step in seen else ""
        seen.add(timing.step)
        return prose(timing.step, 100) + again, seconds(timing.seconds)

    return ["## Time", "", *table(("Step", "Time:"), outcome.timings, room, cells), ""]


def around(outcome: Outcome, near: int = NEAR) -> list[str]:
    """The revisions around the cut, drawn; so many on each side of it."""
    drawn = graph(outcome, near)
    return ["## Around the cut", "", fence(drawn, "mermaid"), ""] if drawn else []


def following(outcome: Outcome, room: Room) -> list[str]:
    """The commands to go on with."""
    return _commands("What to do next", outcome.following, room)


def repeat(outcome: Outcome, room: Room) -> list[str]:
    """The commands that run it again."""
    return _commands("How to repeat", outcome.repeat, room)


def evidence(outcome: Outcome, room: Room) -> list[str]:
    """The names of the files in the report folder."""
    if not outcome.evidence:
        return []
    names = ", ".join(code(name) for name in outcome.evidence[: room.items])
    return [f"In the report folder: {names}.", ""]


def _commands(heading: str, commands: Sequence[str], room: Room) -> list[str]:
    if not commands:
        return []
    shown = "\n".join(clip(one, room.characters) for one in commands[: room.items])
    return [f"## {heading}", "", fence(shown, "sh"), ""]
