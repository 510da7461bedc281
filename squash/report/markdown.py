"""An outcome as ``report.md``, for the person who reviews the squash."""

from __future__ import annotations

from typing import TYPE_CHECKING

from squash.report import proof
from squash.report.graph import graph
from squash.report.room import ROOMS, Room, rows, table
from squash.report.verdict import facts, mark, sentence, span, title
from squash.report.words import clip, code, fence, number, prose, seconds, size

if TYPE_CHECKING:
    from collections.abc import Sequence

    from squash.hazard import Hazard
    from squash.outcome import Outcome, RevisionSummary, Timing

# A pull request's body and a comment hold 65,536 characters; the rest is for what frames it.
LIMIT = 60_000

_OPEN = 12


def markdown(outcome: Outcome, limit: int = LIMIT) -> str:
    """The report, as detailed as the limit allows.

    Parameters
    ----------
    outcome : what the run found out
    limit : most characters of the text; with more to say than that, lists and excerpts become
        shorter, and each says how many more there are in ``report.json``
    """
    text = ""
    for room in ROOMS:
        text = _render(outcome, room)
        if len(text) <= limit:
            return text
    return clip(text, limit)


def _render(outcome: Outcome, room: Room) -> str:
    parts = [
        _verdict(outcome, room),
        _error(outcome, room),
        proof.differences(outcome, room) if outcome.equivalent is False else [],
        _hazards(outcome, room),
        _revisions(outcome, room),
        _baseline(outcome, room),
        proof.compare(outcome, room),
        [] if outcome.equivalent is False else proof.differences(outcome, room),
        proof.explained(outcome, room),
        proof.reference_rows(outcome, room),
        _timings(outcome, room),
        _graph(outcome),
        _repeat(outcome, room),
    ]
    return "\n".join(line for part in parts for line in part).rstrip("\n") + "\n"


def _verdict(outcome: Outcome, room: Room) -> list[str]:
    sign = "✅" if mark(outcome) == "✓" else "❌"
    text = [f"# {sign} {title(outcome)}", "", prose(sentence(outcome), room.sentence), ""]
    known = facts(outcome)
    if not known:
        return text
    text += ["| | |", "| --- | --- |"]
    text += [f"| {name} | {prose(value, 300)} |" for name, value in known]
    return [*text, ""]


def _error(outcome: Outcome, room: Room) -> list[str]:
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


def _hazards(outcome: Outcome, room: Room) -> list[str]:
    if not outcome.hazards:
        return []

    def show(hazard: Hazard) -> str:
        place = f" ({code(hazard.place)})" if hazard.place else ""
        about = f" {code(hazard.where)}" if hazard.where else ""
        sentence = prose(hazard.sentence, room.sentence)
        return f"**{prose(hazard.kind, 60)}**{about}: {sentence}{place}"

    return ["## Know before merging", "", *rows(outcome.hazards, room, show), ""]


def _revisions(outcome: Outcome, room: Room) -> list[str]:
    if not (outcome.cut or outcome.removed or outcome.kept):
        return []
    text = ["## Choose the cut", ""]
    if outcome.reason and outcome.result != "nothing-to-do":
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


def _baseline(outcome: Outcome, room: Room) -> list[str]:
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


def _timings(outcome: Outcome, room: Room) -> list[str]:
    if not outcome.timings:
        return []

    seen: set[str] = set()

    def cells(timing: Timing) -> tuple[str, str]:
        again = ", once more" if timing.step in seen else ""
        seen.add(timing.step)
        return prose(timing.step, 100) + again, seconds(timing.seconds)

    return ["## Time", "", *table(("Step", "Time:"), outcome.timings, room, cells), ""]


def _graph(outcome: Outcome) -> list[str]:
    drawn = graph(outcome)
    return ["## Around the cut", "", fence(drawn, "mermaid"), ""] if drawn else []


def _repeat(outcome: Outcome, room: Room) -> list[str]:
    text = []
    if outcome.following:
        commands = "\n".join(clip(one, room.characters) for one in outcome.following)
        text += ["## What to do next", "", fence(commands, "sh"), ""]
    if outcome.repeat:
        commands = "\n".join(clip(one, room.characters) for one in outcome.repeat[: room.items])
        text += ["## How to repeat", "", fence(commands, "sh"), ""]
    if outcome.evidence:
        names = ", ".join(code(name) for name in outcome.evidence[: room.items])
        text += [f"In the report folder: {names}.", ""]
    return text
