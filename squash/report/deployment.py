"""Deployment: what becomes of every database that exists, and what to do about it."""

from __future__ import annotations

import re
from shlex import quote
from typing import TYPE_CHECKING

from squash.report.words import clip, code, count, fence, line, number

if TYPE_CHECKING:
    from squash.outcome import Outcome, RevisionSummary
    from squash.proposal.proposed import Proposed


def deployment(outcome: Outcome, proposed: Proposed) -> list[str]:
    """What a deployer does in each environment; empty for an outcome without a cut."""
    cut = outcome.cut
    if cut is None:
        return []
    before = [each for each in outcome.removed if each.id != cut.id]
    stay = f"or one of the {count(len(outcome.kept), 'revision')} after it" if outcome.kept else ""
    rows = [
        (f"at {_named(cut)} {stay}".strip(), "nothing: the usual upgrade runs what it lacks"),
        (
            f"before it, at one of {count(len(before), 'revision')}{_span(before)}",
            "**upgrade it first**, as below: after the merge its revision is not found",
        ),
        ("new and empty", "nothing: the upgrade runs the baseline and what follows"),
        (
            "with tables, but without a version",
            f"{code(f'{line(proposed.alembic)} stamp REVISION', 400)}: the baseline refuses it",
        ),
    ]
    return [
        "## What to do in each environment",
        "",
        f"{code(f'{line(proposed.alembic)} current', 400)} says where a database stands.",
        "",
        "| A database | What to do |",
        "| --- | --- |",
        *(f"| {where} | {what} |" for where, what in rows),
        "",
        "A database before the cut is upgraded with the code before the merge:",
        "",
        fence("\n".join([*_way(proposed), f"{line(proposed.alembic)} upgrade {cut.id}"]), "sh"),
        "",
    ]


def repetition(outcome: Outcome, proposed: Proposed) -> list[str]:
    """How it was made, and the commands that make it again on any machine."""
    text = ["## How to repeat", ""]
    if outcome.repeat:
        commands = [clip(line(one), 2000) for one in outcome.repeat[:6]]
        text += [fence("\n".join([*_way(proposed), *commands]), "sh"), ""]
    if proposed.carried:
        shown = ", ".join(code(name, cell=False) for name in proposed.carried[:20])
        more = len(proposed.carried) - 20
        rest = f" and {number(more)} more" if more > 0 else ""
        text += [f"Files that git ignores were taken from the checkout: {shown}{rest}.", ""]
    return text if len(text) > 2 else []


def _named(revision: RevisionSummary) -> str:
    return code(revision.id, 80) + (f" ({revision.date})" if revision.date else "")


def _span(revisions: list[RevisionSummary]) -> str:
    days = sorted(each.date for each in revisions if each.date)
    return f" from {days[0]} to {days[-1]}" if days else ""


def _way(proposed: Proposed) -> list[str]:
    """Shell lines that lead to the project as it was when the proof was made."""
    lines = []
    if proposed.base_sha:
        lines += ["git fetch origin", f"git switch --detach {proposed.base_sha}"]
    if proposed.folder not in ("", "."):
        # cd takes what begins with a dash for an option.
        folder = re.sub("^-", "./-", line(proposed.folder))
        lines.append(f"cd {quote(folder)}")
    return lines
