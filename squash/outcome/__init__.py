"""An outcome: everything one run found out; all that is printed or written is made from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from squash.delivery import Delivery
from squash.difference import Check, Difference
from squash.errors import Blocked, SquashError
from squash.hazard import Hazard
from squash.outcome.summaries import (
    BaselineSummary,
    ErrorSummary,
    PostgresSummary,
    RevisionSummary,
    RowsSummary,
    Timing,
)

__all__ = [
    "RESULTS",
    "BaselineSummary",
    "Check",
    "Difference",
    "ErrorSummary",
    "Outcome",
    "PostgresSummary",
    "Result",
    "RevisionSummary",
    "RowsSummary",
    "Timing",
]

Result = Literal["squashed", "nothing-to-do", "not-equivalent", "blocked", "error", "planned"]

RESULTS: tuple[Result, ...] = (
    "squashed",
    "nothing-to-do",
    "not-equivalent",
    "blocked",
    "error",
    "planned",
)

BUG = 70


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Everything one run found out.

    Parameters
    ----------
    command : the command that ran: ``plan``, ``check``, ``squash``
    result : one of RESULTS
    applied : whether the checkout was changed
    reason : one sentence: why this cut, why nothing is to do, or why it was refused
    project : name of the project's folder
    postgres : the server of the proof, None where none was used
    cut : the revision that becomes the baseline, None where none was chosen
    removed : revisions that go, parents first, the cut among them
    kept : revisions that stay, parents first
    unproved : ids of kept revisions beyond the targets, which no replay reached
    baseline : the new first migration, None where none was written
    equivalent : whether the databases were the same, None where it was not compared
    checks : what was compared
    explained : objects worded differently before a round trip through the server, the same after
    hazards : what to know before merging
    rows : what the migrations left in tables
    timings : seconds by step, in the order of the run
    error : why it ended early
    evidence : names of the files in the report folder
    repeat : commands to run it again, one per line of a terminal
    report : the report folder, as a person would write it; empty where there is none
    following : commands to go on with
    result_hash : of the change with volatile literals left out; empty where nothing was compared
    fresh : seconds of a fresh database before and after, None where it was not measured
    delivery : what became of it on the forge, None where nothing was asked of one
    """

    command: str
    result: Result
    applied: bool = False
    reason: str = ""
    project: str = ""
    postgres: PostgresSummary | None = None
    cut: RevisionSummary | None = None
    removed: tuple[RevisionSummary, ...] = ()
    kept: tuple[RevisionSummary, ...] = ()
    unproved: tuple[str, ...] = ()
    baseline: BaselineSummary | None = None
    equivalent: bool | None = None
    checks: tuple[Check, ...] = ()
    explained: tuple[Difference, ...] = ()
    hazards: tuple[Hazard, ...] = ()
    rows: tuple[RowsSummary, ...] = ()
    timings: tuple[Timing, ...] = ()
    error: ErrorSummary | None = None
    evidence: tuple[str, ...] = ()
    repeat: tuple[str, ...] = ()
    report: str = ""
    following: tuple[str, ...] = ()
    result_hash: str = ""
    fresh: tuple[float, float] | None = None
    delivery: Delivery | None = None

    @classmethod
    def stopped(cls, command: str, project: str, error: SquashError) -> Outcome:
        """The outcome of a run that an error ended before it found anything out."""
        ended: Result = "blocked" if isinstance(error, Blocked) else "error"
        known = ErrorSummary.of(error)
        return cls(command=command, result=ended, reason=error.what, project=project, error=known)

    @property
    def exit_code(self) -> int:
        """0 done, nothing to do or planned; 1 not equivalent or blocked; else the error's own."""
        if self.result in ("not-equivalent", "blocked"):
            return 1
        if self.result == "error":
            return BUG if self.error is None else self.error.exit_code
        return 0

    @property
    def differences(self) -> tuple[Difference, ...]:
        """All differences of all checks, in the order of the checks."""
        return tuple(found for check in self.checks for found in check.differences)
