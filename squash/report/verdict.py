"""The verdict of an outcome in words, the same on a terminal and in a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from squash.report.differences import by_object
from squash.report.words import count, line, number, seconds, size

if TYPE_CHECKING:
    from collections.abc import Sequence

    from squash.outcome import ErrorSummary, Outcome, RevisionSummary

_TITLES = {
    "nothing-to-do": "Nothing to do",
    "not-equivalent": "Not the same database",
    "blocked": "Blocked",
    "error": "Stopped",
    "planned": "Planned",
}

_ARRIVED = ("created", "updated")

_MARKS = {"nothing-to-do": "✓", "planned": "✓", "not-equivalent": "✗", "blocked": "✗", "error": "✗"}


def title(outcome: Outcome) -> str:
    """The verdict in a few words."""
    if outcome.result == "squashed" and _is_proposal(outcome):
        arrived = outcome.delivery is not None and outcome.delivery.operation in _ARRIVED
        return "Proved and proposed" if arrived else "Proved"
    if outcome.result == "squashed":
        return "Squashed and proved" if outcome.applied else "Proved, nothing changed"
    if outcome.error is not None and outcome.result == "error":
        return stopped(outcome.error)
    return _TITLES[outcome.result]


def _is_proposal(outcome: Outcome) -> bool:
    """Whether the change goes to a pull request, and the checkout is none of its business."""
    return outcome.command == "squash" and outcome.delivery is not None


def stopped(error: ErrorSummary) -> str:
    """The verdict of a run that an error ended."""
    return "Interrupted" if error.label == "interrupted" else f"Stopped ({line(error.label)})"


def mark(outcome: Outcome) -> str:
    """``✓`` where the exit code is 0, else ``✗``."""
    return _MARKS.get(outcome.result, "✓")


def sentence(outcome: Outcome) -> str:
    """The verdict as one or two plain sentences."""
    gone, all_ = len(outcome.removed), len(outcome.removed) + len(outcome.kept)
    if outcome.result == "squashed":
        become = "became" if outcome.applied else "would become"
        told = outcome.applied or _is_proposal(outcome)
        kept = "" if told else " No file was changed."
        same = "The databases before and after are the same, at the cut and at the heads."
        return f"{number(gone)} of {count(all_, 'revision')} {become} one baseline. {same}{kept}"
    if outcome.result == "not-equivalent":
        found = count(len(by_object(outcome.differences)), "object differs", "objects differ")
        return f"The squashed history makes another database: {found}. No file was changed."
    if outcome.result == "planned":
        return f"{number(gone)} of {count(all_, 'revision')} would become one baseline."
    if outcome.result == "nothing-to-do":
        return line(outcome.reason) or "There is nothing worth squashing."
    if outcome.error is not None:
        return line(outcome.error.what)
    return line(outcome.reason)


def facts(outcome: Outcome) -> tuple[tuple[str, str], ...]:
    """What a reader wants to know first, as (name, value); only what the run found out."""
    return tuple(
        (name, value)
        for name, value in (
            ("project", line(outcome.project)),
            ("cut", _cut(outcome)),
            ("went" if outcome.applied else "goes", span(outcome.removed)),
            ("stays", span(outcome.kept)),
            ("not proved", _unproved(outcome)),
            ("baseline", _baseline(outcome)),
            ("proved on" if outcome.equivalent else "compared on", _server(outcome)),
            ("checks", _checks(outcome)),
            ("rows", _rows(outcome)),
            ("fresh database", fresh(outcome)),
            ("hazards", number(len(outcome.hazards)) if outcome.hazards else ""),
        )
        if value
    )


def server(outcome: Outcome) -> str:
    """Which Postgres, which client and which role; empty where none was used."""
    if outcome.postgres is None:
        return ""
    used = outcome.postgres
    client = "" if used.client == used.version else f", client {line(used.client)}"
    role = "the database's owner" if used.role == "owner" else f"a {line(used.role)}"
    return f"Postgres {line(used.version)}{client} ({line(used.origin)}), replayed as {role}"


def span(revisions: Sequence[RevisionSummary]) -> str:
    """How many revisions, how long, from when to when."""
    if not revisions:
        return ""
    lines = sum(revision.lines for revision in revisions)
    long = f", {count(lines, 'line')}" if lines else ""
    days = sorted(revision.date for revision in revisions if revision.date)
    when = f", {days[0]} to {days[-1]}" if days else ""
    return count(len(revisions), "revision") + long + when


def fresh(outcome: Outcome) -> str:
    """Time of a fresh database before and after; empty where it was not measured."""
    before, after = outcome.fresh or (0.0, 0.0)
    if before <= 0:
        return ""
    less = round(100 * (1 - after / before))
    change = f"{less} % less" if less > 0 else "no gain on this machine"
    return f"{seconds(before)} before, {seconds(after)} after ({change})"


def _server(outcome: Outcome) -> str:
    return "" if outcome.equivalent is None else server(outcome)


def _cut(outcome: Outcome) -> str:
    if outcome.cut is None:
        return ""
    return " · ".join(part for part in map(line, _named(outcome.cut)) if part)


def _named(revision: RevisionSummary) -> tuple[str, str, str]:
    return revision.id, revision.date, revision.doc


def _baseline(outcome: Outcome) -> str:
    made = outcome.baseline
    if made is None:
        return ""
    return f"{line(made.path)} ({count(made.statements, 'statement')}, {size(made.bytes)})"


def _unproved(outcome: Outcome) -> str:
    if not outcome.unproved:
        return ""
    return count(len(outcome.unproved), "kept revision") + " beyond the targets"


def _checks(outcome: Outcome) -> str:
    if not outcome.checks:
        return ""
    passed = sum(check.passed for check in outcome.checks)
    return f"{number(passed)} of {number(len(outcome.checks))} passed"


def _rows(outcome: Outcome) -> str:
    if not outcome.rows:
        return ""
    rows = sum(table.rows for table in outcome.rows)
    volatile = sum(len(table.volatile) for table in outcome.rows)
    cells = f", {count(volatile, 'volatile column')}" if volatile else ""
    return f"{count(rows, 'row')} in {count(len(outcome.rows), 'table')}{cells}"
