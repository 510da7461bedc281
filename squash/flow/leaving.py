"""Leaving a report: before the checkout is changed, so that its room is there, and at the end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from squash.errors import CheckoutError
from squash.flow.commands import report_name, status
from squash.flow.evidence import Evidence
from squash.flow.hiding import hidden_in_evidence
from squash.outcome import Outcome
from squash.outside.evidence import ReportFolder, report_folder
from squash.outside.location import Location
from squash.report import report_files
from squash.report.words import count
from squash.settings import Settings

# What says whether the checkout was changed.
_ANEW = ("report.md", "report.json")


@dataclass(slots=True)
class Report:
    """The report of one run; the last that was left is the one that stays.

    Parameters
    ----------
    folder : where it goes
    settings : what was asked for
    evidence : gathered on the way
    there : text of the files that it holds already, by name
    """

    folder: ReportFolder
    settings: Settings
    evidence: Evidence
    there: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def prepare(self, outcome: Outcome) -> None:
        """Write it while nothing is changed, and make sure that there is room to do so again.

        Raises ``CheckoutError``.
        """
        self.leave(outcome)
        anew = {name: self.there[name] for name in _ANEW}
        self.folder.write(anew, hidden_in_evidence(self.settings), self.there.keys() - anew.keys())

    def leave(self, outcome: Outcome) -> Outcome:
        """Write the report folder; the outcome with the names of what it holds.

        What it holds already is not written anew: a full disk may not have room for it twice.
        Raises ``CheckoutError``.
        """
        outcome = replace(outcome, report=report_name(self.settings))
        more = {**self.evidence.dumps, **self.evidence.logs}
        secrets = hidden_in_evidence(self.settings)
        files = {**more, **report_files(outcome, more, secrets)}
        new = {name: text for name, text in files.items() if self.there.get(name) != text}
        names = self.folder.write(new, secrets, files.keys() - new.keys())
        self.there = files
        return replace(outcome, evidence=names)


def open_report(settings: Settings, location: Location, evidence: Evidence) -> Report:
    """The report folder, emptied of an earlier run's files: what it holds is of this run.

    Raises ``UsageError`` or ``CheckoutError`` before any work is done for nothing.
    """
    project = Path(settings.project).resolve()
    if settings.tree is None:
        project = location.project
    inside = (location.script_location, *location.version_locations)
    workspace = None if settings.runner is None else Path(settings.runner.workspace)
    folder = report_folder(project / settings.report_dir, inside, workspace)
    folder.write({})
    return Report(folder, settings, evidence)


def not_left(problem: CheckoutError, outcome: Outcome, settings: Settings) -> CheckoutError:
    """The error of a run whose report cannot be written at its end."""
    if not outcome.applied or outcome.baseline is None:
        return problem
    return CheckoutError(
        "The files of the history were changed as proved, and then the report could not be "
        f"written. {problem.what}",
        why=f"{outcome.baseline.path} came, and {count(len(outcome.removed), 'file')} went. What "
        f"{report_name(settings)} holds is of the moment before: it says that nothing was changed.",
        next_step=f"See the change, which is whole: {status(settings)}",
    )
