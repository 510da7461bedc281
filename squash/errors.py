"""What can be told to a user: what happened, why, what to do next, and one exit code each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class At:
    """A line of a file that an error is about.

    Parameters
    ----------
    file : relative to the project where it lies inside it
    line : from 1
    """

    file: str
    line: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


class SquashError(Exception):
    """Something a user caused or can mend.

    Parameters
    ----------
    what : one sentence, what happened (with file:line where there is one)
    why : why that stops the run
    next_step : what to do now; a line that can be copied where there is one
    at : the lines of files that have to do with it, the same that `what` names
    """

    exit_code: ClassVar[int] = 70
    label: ClassVar[str] = "error"

    def __init__(
        self, what: str, *, why: str = "", next_step: str = "", at: Sequence[At] = ()
    ) -> None:
        super().__init__(what)
        self.what = what
        self.why = why
        self.next_step = next_step
        self.at = tuple(at)

    def __str__(self) -> str:
        lines = [self.what]
        if self.why:
            lines.append(f"why: {self.why}")
        if self.next_step:
            lines.append(f"next: {self.next_step}")
        return "\n".join(lines)


class Blocked(SquashError):
    """The history has something the baseline cannot reproduce; kind and object are named."""

    exit_code = 1
    label = "blocked"


class UsageError(SquashError):
    """Usage or configuration: a flag, a variable, a configuration key."""

    exit_code = 2
    label = "usage"


class HistoryError(SquashError):
    """The revision files cannot be read as one history."""

    exit_code = 3
    label = "history"


class CutError(SquashError):
    """The history cannot be cut where it was asked to be."""

    exit_code = 3
    label = "cut"


class ProjectError(SquashError):
    """The project's own code failed, ran too long, or went round the hook."""

    exit_code = 4
    label = "project"


class ServerError(SquashError):
    """Postgres: no server, no right, no extension, no answer."""

    exit_code = 5
    label = "postgres"


class ForgeError(SquashError):
    """GitHub or GitLab: no right, no answer, a rule of the repository, a limit."""

    exit_code = 6
    label = "forge"


class CheckoutError(SquashError):
    """The checkout, the disk or git is not in a state we may change."""

    exit_code = 7
    label = "checkout"


class Interrupted(SquashError):
    """A signal ended the run (130 for SIGINT, 143 for SIGTERM)."""

    exit_code = 130
    label = "interrupted"

    def __init__(self, signal_number: int) -> None:
        super().__init__(
            f"The run was interrupted by signal {signal_number}.",
            why="What was asked of it is not done. The checkout is as it was; a change that was "
            "half made is finished or undone by the next run.",
            next_step="Run the same command again.",
        )
        self.signal_number = signal_number
        self.code = 128 + signal_number
