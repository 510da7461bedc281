"""An outcome as ``report.md``, for the person who reviews the squash."""

from __future__ import annotations

from typing import TYPE_CHECKING

from squash.report import proof, sections
from squash.report.room import ROOMS, Room
from squash.report.words import clip

if TYPE_CHECKING:
    from squash.outcome import Outcome

# A pull request's body and a comment hold 65,536 characters; the rest is for what frames it.
LIMIT = 60_000


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
        sections.verdict(outcome, room),
        sections.error(outcome, room),
        proof.differences(outcome, room) if outcome.equivalent is False else [],
        sections.hazards(outcome, room),
        sections.revisions(outcome, room),
        sections.baseline(outcome, room),
        proof.compare(outcome, room),
        [] if outcome.equivalent is False else proof.differences(outcome, room),
        proof.explained(outcome, room),
        proof.reference_rows(outcome, room),
        sections.timings(outcome, room),
        sections.around(outcome),
        sections.following(outcome, room),
        sections.repeat(outcome, room),
        sections.evidence(outcome, room),
    ]
    return "\n".join(line for part in parts for line in part).rstrip("\n") + "\n"
