"""An outcome as the summary of a step: the page that a person opens when a workflow has run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from squash.report import proof, sections
from squash.report.links import link
from squash.report.room import ROOMS, Room, table
from squash.report.words import code, fence, prose

if TYPE_CHECKING:
    from squash.outcome import Outcome

# GitHub shows nothing of a summary beyond 1 MiB; the rest is for what others write beside it.
LIMIT = 1_000_000

_FILES = {
    "report.md": "the report, for the reviewer",
    "report.json": "everything, for machines",
    "difference.diff": "every difference, as a diff",
    "baseline.py": "the new first migration",
    "old-cut.sql": "the history's database at the cut",
    "new-cut.sql": "the squashed history's database at the cut",
    "old-heads.sql": "the history's database at the heads",
    "new-heads.sql": "the squashed history's database at the heads",
    "repeat.sh": "commands that run it again",
}


def summary(outcome: Outcome, folder: str = "", limit: int = LIMIT) -> str:
    """The summary, as detailed as the limit allows.

    Parameters
    ----------
    outcome : what the run found out
    folder : the report folder, relative to the workspace; empty where there is none
    limit : most bytes of the text in UTF-8; with more to say, lists and excerpts become shorter
    """
    content = b""
    for room in ROOMS:
        text = _render(outcome, folder, room)
        content = text.encode("utf-8", "backslashreplace")
        if len(content) <= limit:
            return text
    return content[:limit].decode("utf-8", "ignore")


def _render(outcome: Outcome, folder: str, room: Room) -> str:
    parts = [
        sections.verdict(outcome, room),
        _delivery(outcome),
        sections.error(outcome, room),
        proof.differences(outcome, room),
        sections.hazards(outcome, room),
        sections.following(outcome, room),
        sections.around(outcome),
        sections.revisions(outcome, room),
        sections.baseline(outcome, room),
        proof.compare(outcome, room),
        proof.explained(outcome, room),
        proof.reference_rows(outcome, room),
        _evidence(outcome, folder, room),
        sections.repeat(outcome, room),
        sections.timings(outcome, room),
    ]
    return "\n".join(line for part in parts for line in part).rstrip("\n") + "\n"


def _delivery(outcome: Outcome) -> list[str]:
    """What became of it on the forge."""
    made = outcome.delivery
    if made is None or not (made.operation or made.branch):
        return [made.unsaid, ""] if made is not None and made.unsaid else []
    name = f" {link(made.name, made.url)}" if made.number else ""
    done: str = made.operation
    if done == "none":
        done = "left as it is" if made.number else "none"
    return [f"**{made.noun.capitalize()}{name}: {done}.** {prose(made.reason, 600)}".rstrip(), ""]


def _evidence(outcome: Outcome, folder: str, room: Room) -> list[str]:
    """Where the evidence is, and how it outlives the job."""
    if not outcome.evidence or not folder:
        return []
    keep = f"- uses: actions/upload-artifact@v4\n  if: always()\n  with:\n    path: {folder}"
    return [
        "## Where the evidence is",
        "",
        f"In {code(folder)} of the workspace, until the job ends. This step keeps it:",
        "",
        fence(keep, "yaml"),
        "",
        *table(("File", "What it holds"), outcome.evidence, room, _row),
        "",
    ]


def _row(name: str) -> tuple[str, str]:
    told = "what the project's code printed" if name.startswith("logs/") else _FILES.get(name, "")
    return code(name), prose(told)
