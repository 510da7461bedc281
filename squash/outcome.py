"""An outcome: everything one run found out; all that is printed or written is made from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from squash.delivery import Delivery
from squash.difference import Check, Difference
from squash.errors import At, Blocked, Interrupted, SquashError
from squash.hazard import Hazard
from squash.history import History

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


@dataclass(frozen=True, slots=True)
class PostgresSummary:
    """The server of the proof.

    Parameters
    ----------
    version : of the server, ``15.18``
    client : of pg_dump and psql, ``15.18``
    origin : where the server came from, in a few words
    role : whether the migrating role was ``owner`` or ``superuser``
    """

    version: str
    client: str
    origin: str
    role: str


@dataclass(frozen=True, slots=True)
class RevisionSummary:
    """One revision as reports name it.

    Parameters
    ----------
    id : the revision's id
    doc : first line of its docstring
    created : its Create Date, None where it has none
    path : of its file, relative to the project
    parents : ids of the revisions it comes after, by down_revision and depends_on
    lines : length of its file in lines
    """

    id: str
    doc: str = ""
    created: datetime | None = None
    path: str = ""
    parents: tuple[str, ...] = ()
    lines: int = 0

    @classmethod
    def of(cls, history: History, ids: Iterable[str]) -> tuple[RevisionSummary, ...]:
        """Summaries of these revisions of a history, in the order of the ids."""
        return tuple(
            cls(one.id, one.doc, one.created, one.path, history.parents(one.id), one.lines)
            for one in (history.revisions[each] for each in ids)
        )

    @property
    def date(self) -> str:
        """The day it was created as ``2024-05-31``, empty where unknown."""
        return "" if self.created is None else self.created.date().isoformat()


@dataclass(frozen=True, slots=True)
class BaselineSummary:
    """The new first migration.

    Parameters
    ----------
    path : of its file, relative to the project
    revision : its id, the id of the cut
    statements : how many SQL statements it sends
    bytes : size of the file
    sha256 : of the file, in hex
    kinds : how many objects of each kind it creates
    downgrade : what its downgrade() does: ``drop`` or ``refuse``
    text : the whole file
    """

    path: str
    revision: str
    statements: int
    bytes: int
    sha256: str
    kinds: Mapping[str, int]
    downgrade: str
    text: str


@dataclass(frozen=True, slots=True)
class RowsSummary:
    """Rows the migrations left in one table.

    Parameters
    ----------
    table : with schema
    rows : how many
    volatile : columns whose cells differ between two replays of the same history
    """

    table: str
    rows: int
    volatile: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Timing:
    """How long one step took, in seconds."""

    step: str
    seconds: float


@dataclass(frozen=True, slots=True)
class ErrorSummary:
    """Why a run ended early, in the words of its error.

    Parameters
    ----------
    label : which kind of error: ``history``, ``project``, ``postgres``
    what : what happened
    why : why that stops the run
    next_step : what to do now
    exit_code : of the process
    at : the lines of files that have to do with it
    """

    label: str
    what: str
    why: str
    next_step: str
    exit_code: int
    at: tuple[At, ...] = ()

    @classmethod
    def of(cls, error: SquashError) -> ErrorSummary:
        """The summary of an error a user can be told."""
        code = error.code if isinstance(error, Interrupted) else error.exit_code
        return cls(error.label, error.what, error.why, error.next_step, code, error.at)


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
