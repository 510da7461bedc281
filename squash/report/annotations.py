"""An outcome as annotations: what a reviewer sees beside the lines of the files it is about."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import TYPE_CHECKING, Literal

from squash.report.differences import by_object, one_line
from squash.report.outputs import inside
from squash.report.verdict import mark, sentence, stopped, title
from squash.report.words import clip, count, line, number, printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from squash.hazard import Hazard
    from squash.outcome import ErrorSummary, Outcome

Level = Literal["error", "warning", "notice"]

# GitHub shows so many of each level for one step, and drops the others without a word.
MOST = 10
OBJECTS = 20
CHARACTERS = 4000


@dataclass(frozen=True, slots=True)
class Annotation:
    """A message at a line of a file.

    Parameters
    ----------
    level : how bad it is
    title : a few words
    message : may have several lines
    file : relative to the workspace; empty where it is about no file of it
    line : from 1
    """

    level: Level
    title: str
    message: str
    file: str = ""
    line: int | None = None


def annotations_of(
    outcome: Outcome, workspace: PurePath, project: PurePath
) -> tuple[Annotation, ...]:
    """What to say of a run, at most ten of each level; the last one counts those left out.

    Parameters
    ----------
    outcome : of the run
    workspace : folder of the checkout, absolute
    project : folder of the project, absolute; the outcome's paths are relative to it
    """
    found: list[Annotation] = []
    if outcome.error is not None:
        found += of_error(outcome.error, workspace, project)
    elif mark(outcome) == "✓":
        found.append(Annotation("notice", title(outcome), sentence(outcome)))
    else:
        file = "" if outcome.cut is None else inside(workspace, project / outcome.cut.path)
        found.append(Annotation("error", title(outcome), _differences(outcome), file))
    # What has a line is of more use than what has none.
    placed = sorted(outcome.hazards, key=lambda hazard: hazard.file is None)
    warnings = [_hazard(each, workspace, project) for each in placed]
    return (*found, *_bounded(warnings, "hazard"))


def of_error(error: ErrorSummary, workspace: PurePath, project: PurePath) -> tuple[Annotation, ...]:
    """Why a run stopped, at each line that has to do with it."""
    parts = (error.what, error.why, error.next_step)
    text = "\n".join(printable(part).strip() for part in parts if part)
    whole = Annotation("error", _title(error), clip(text, CHARACTERS))
    placed = [
        replace(whole, file=file, line=at.line)
        for at in error.at
        if (file := inside(workspace, project / at.file))
    ]
    return _bounded(placed, "line") or (whole,)


def _title(error: ErrorSummary) -> str:
    return "Blocked" if error.label == "blocked" else stopped(error)


def _differences(outcome: Outcome) -> str:
    things = by_object(outcome.differences)
    shown = [one_line(thing) for thing in things[:OBJECTS]]
    left = len(things) - len(shown)
    more = [f"and {number(left)} more in the report"] if left else []
    return "\n".join([sentence(outcome), *shown, *more])


def _hazard(hazard: Hazard, workspace: PurePath, project: PurePath) -> Annotation:
    file = "" if hazard.file is None else inside(workspace, project / hazard.file)
    about = f" · {line(hazard.where)}" if hazard.where else ""
    heading = clip(f"Know before merging: {line(hazard.kind)}{about}", 120)
    sentence = clip(line(hazard.sentence), CHARACTERS)
    return Annotation("warning", heading, sentence, file, hazard.line if file else None)


def _bounded(found: Sequence[Annotation], noun: str) -> tuple[Annotation, ...]:
    if len(found) <= MOST:
        return tuple(found)
    left = count(len(found) - MOST + 1, f"more {noun}")
    rest = Annotation(found[0].level, f"And {left}", f"{left}: all of them are in the report.")
    return (*found[: MOST - 1], rest)
