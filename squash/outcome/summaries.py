"""Summaries: what reports say of the parts of a run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from squash.errors import At, Interrupted, SquashError
from squash.history import History


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
