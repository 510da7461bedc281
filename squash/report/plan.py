"""What ``plan`` prints: a history, the cut that would be taken and the clean cuts nearby."""

from __future__ import annotations

from typing import TYPE_CHECKING

from squash.report.words import count, line, number

if TYPE_CHECKING:
    from squash.cut import CleanCut, Survey

SHOWN = 20

HEADER = ("clean cut", "goes", "stays", "what it did")


def title(survey: Survey) -> str:
    """The plan in a few words."""
    if survey.cut is None:
        return "Nothing to do"
    gone = number(len(survey.cut.removed))
    return f"{gone} of {count(survey.revisions, 'revision')} would become one baseline"


def facts(survey: Survey) -> tuple[tuple[str, str], ...]:
    """The numbers of the history and of the cut, as (name, value)."""
    known = [
        ("revisions", number(survey.revisions)),
        ("bases", _ids(survey.bases)),
        ("heads", _ids(survey.heads)),
        ("merges", number(len(survey.merges))),
        ("clean cuts", number(survey.clean)),
    ]
    if survey.cut is not None:
        cut = survey.cut
        known += [
            ("cut", line(cut.revision)),
            ("goes", count(len(cut.removed), "revision")),
            ("stays", count(len(cut.kept), "revision")),
            ("labels", ", ".join(map(line, cut.labels))),
            ("not proved", _ids(cut.unproved)),
        ]
    return tuple((name, value) for name, value in [*known, ("why", line(survey.reason))] if value)


def files(survey: Survey) -> tuple[str, ...]:
    """The files that would go, one per line; the middle of a long list is a number."""
    paths = [line(path) for path in survey.files]
    if paths:
        paths[-1] += "  (the baseline takes its place)"
    if len(paths) <= SHOWN:
        return tuple(paths)
    half = SHOWN // 2
    left = len(paths) - 2 * half
    return (*paths[:half], f"… {count(left, 'more file')}", *paths[-half:])


def nearby(cut: CleanCut) -> tuple[str, str, str, str]:
    """A row under HEADER; an arrow marks the cut that would be taken."""
    arrow = "→ " if cut.chosen else "  "
    return arrow + line(cut.revision), number(cut.removes), number(cut.keeps), line(cut.doc)


def _ids(ids: tuple[str, ...]) -> str:
    if not ids:
        return ""
    more = f" and {number(len(ids) - 5)} more" if len(ids) > 5 else ""
    return f"{number(len(ids))} ({', '.join(map(line, ids[:5]))}{more})"
