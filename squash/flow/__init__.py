"""The flow: the story of a run, from the history to an outcome; read this first."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path

from squash.cut import Cut, NothingToDo
from squash.delivery import Delivery
from squash.errors import (
    Blocked,
    CheckoutError,
    CutError,
    HistoryError,
    ProjectError,
    SquashError,
)
from squash.flow.commands import again, report_name
from squash.flow.ending import Ending, apply, go_on, refuse_unheld
from squash.flow.evidence import Evidence
from squash.flow.hiding import hidden_in_evidence, hide, hide_from
from squash.flow.leaving import Report, not_left, open_report
from squash.flow.naming import named_from_project, project_name
from squash.flow.proving import prove
from squash.flow.reading import location_of, read
from squash.flow.separation import separated
from squash.flow.stop import failed
from squash.outcome import Outcome
from squash.outside.console import Console
from squash.outside.signals import heed
from squash.outside.worktree import recover
from squash.report.masking import mask_log
from squash.settings import Settings

__all__ = ["check", "plan", "squash"]


def plan(settings: Settings, console: Console) -> Outcome:
    """Say what a squash would do, without any database."""
    hide_from(console, settings)
    with separated(settings, console) as separate:
        return _plan(separate, console)


def _plan(settings: Settings, console: Console) -> Outcome:
    _recover(settings, console)
    reading = read(settings, console)
    ending, choice = Ending("plan", settings, reading), reading.choice
    if isinstance(choice, Cut):
        outcome = ending.planned(choice, again(settings, choice))
    else:
        outcome = ending.nothing(choice.reason)
    console.plan(reading.survey, outcome.following)
    return hide(outcome, settings)


def check(settings: Settings, console: Console) -> Outcome:
    """Do everything a squash does but the change itself."""
    hide_from(console, settings)
    with separated(settings, console) as separate:
        outcome = _run(separate, console, command="check", change=False)
        if settings.surroundings.event.asking is None and settings.comment != "true":
            return outcome
        from squash.flow.commenting import comment

        return comment(separate, console, outcome)


def squash(settings: Settings, console: Console) -> Outcome:
    """Squash: replay, write, prove, and only then change the checkout."""
    hide_from(console, settings)
    with separated(settings, console) as separate:
        if not settings.create_pull_request:
            return _run(separate, console, command="squash", change=not settings.dry_run)
        from squash.flow.proposing import propose

        # What is changed is a tree of the run's own: a dry run proposes nothing of it.
        return propose(separate, console, partial(_run, command="squash", change=True))


def _run(settings: Settings, console: Console, *, command: str, change: bool) -> Outcome:
    """Read, prove, apply, report: the same for every mode."""
    _recover(settings, console)
    evidence = Evidence()
    with ExitStack() as behind:  # Files are removed while the outcome is told.
        try:
            reading = read(settings, console)
        except (HistoryError, CutError, CheckoutError) as error:
            report = open_report(settings, location_of(settings), evidence)
            outcome = Outcome.stopped(command, project_name(settings), error)
        else:
            report = open_report(settings, reading.location, evidence)
            ending = Ending(command, settings, reading, evidence)
            if isinstance(reading.choice, NothingToDo):
                outcome = ending.nothing(reading.choice.reason)
            else:
                outcome = _proved_outcome(ending, reading.choice, console, behind, report, change)
        return _tell(settings, console, report, outcome)


def _tell(settings: Settings, console: Console, report: Report, outcome: Outcome) -> Outcome:
    """Write the report, and say how the run ended."""
    outcome = _shown(settings, console, outcome)
    if outcome.error is not None and outcome.error.label == ProjectError.label:
        for name, text in report.evidence.logs.items():
            console.printed(name, mask_log(text, hidden_in_evidence(settings)))
    try:
        outcome = report.leave(outcome)
    except CheckoutError as problem:
        if outcome.exit_code != 0 and (outcome.error is None or outcome.error.what != problem.what):
            console.warn(problem.what)
        outcome = hide(failed(outcome, not_left(problem, outcome, settings)), settings)
    console.verdict(outcome)
    return outcome


def _shown(settings: Settings, console: Console, outcome: Outcome) -> Outcome:
    """The outcome as everybody may read it."""
    outcome = named_from_project(replace(outcome, timings=console.timings), settings)
    return hide(outcome, settings)


def _proved_outcome(
    ending: Ending, cut: Cut, console: Console, behind: ExitStack, report: Report, change: bool
) -> Outcome:
    """Prove the squash and, where that is asked for and it is proved, make the change."""
    place = report_name(ending.settings)
    try:
        if change:
            refuse_unheld(ending, cut)
        reading, evidence = ending.reading, ending.evidence
        proved = prove(ending.settings, reading, cut, console, evidence, behind)
        outcome = ending.compared(cut, proved)
        if outcome.result == "squashed" and change:
            # What the disk does not take stops the run while nothing is changed.
            report.prepare(_shown(ending.settings, console, go_on(ending, cut, outcome)))
            heed()
            with console.step("Apply"):
                applied = apply(ending, cut, proved.written)
            here = ending.settings.tree is None
            arrives = None if here else Delivery()
            hazards = (*outcome.hazards, *applied)
            outcome = replace(outcome, applied=here, hazards=hazards, delivery=arrives)
        if ending.settings.dry_run:
            console.baseline(proved.written.path.name, proved.written.text)
        return go_on(ending, cut, outcome)
    except Blocked as blocked:
        return ending.blocked(cut, ending.evidence.told(blocked, place))
    except SquashError as error:
        return ending.failed(cut, ending.evidence.told(error, place))


def _recover(settings: Settings, console: Console) -> None:
    """Finish or undo a change that a kill interrupted."""
    recovery = recover(Path(settings.folder).resolve())
    if recovery is not None:
        done = "finished" if recovery.finished else "undone"
        console.warn(f"An earlier change of this project was interrupted; it was {done}.")
