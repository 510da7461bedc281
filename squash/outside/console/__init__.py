"""The console: what a person, or a log, sees of a run while it happens and when it ends."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Protocol, TextIO

from squash.outside.console.plain import PlainConsole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from contextlib import AbstractContextManager

    from squash.cut import Survey
    from squash.errors import At, SquashError
    from squash.outcome import Outcome, Timing

__all__ = ["Console", "Step", "for_stream"]


class Step(Protocol):
    """One step of a run, as the code that does it sees it."""

    def progress(self, done: int, total: int, note: str = "") -> None:
        """Say how far the step is; cheap enough to be called for everything it does.

        Parameters
        ----------
        done : how many revisions are finished, the current one included
        total : how many there are; with 0 only the note is shown
        note : what it is doing now, such as the id of the revision
        """


class Console(Protocol):
    """Everything a run can say; safe to use from several threads.

    Parameters
    ----------
    annotate : whether lines of files are annotated, where a console can do that
    """

    annotate: bool

    @property
    def timings(self) -> tuple[Timing, ...]:
        """The steps that have ended, in the order in which they began."""

    def step(self, name: str) -> AbstractContextManager[Step]:
        """Show a step while the block runs; an exception that leaves it marks it as failed."""

    def hide(self, secrets: Iterable[str], *, told: bool = True) -> None:
        """Take values out of everything that is shown from now on.

        Parameters
        ----------
        secrets : the values
        told : whether a runner is told of them, which writes them once for it to read
        """

    def note(self, text: str) -> None:
        """Say something that is good to know."""

    def warn(self, text: str, at: At | None = None) -> None:
        """Say something a person should act on, though the run goes on; of a line of a file."""

    def baseline(self, name: str, text: str) -> None:
        """Show the text of a baseline that is written nowhere."""

    def printed(self, name: str, text: str) -> None:
        """Show what the project's code printed before it failed, where no file will tell later."""

    def plan(self, plan: Survey, following: Sequence[str] = ()) -> None:
        """Show what would be done, and the commands to go on with."""

    def verdict(self, outcome: Outcome) -> None:
        """Show how the run ended; for an error its reason and next step too."""

    def error(self, error: SquashError) -> None:
        """Show why a run without an outcome ended."""


def for_stream(
    stream: TextIO,
    *,
    terminal: bool,
    environ: Mapping[str, str],
    clock: Callable[[], float] = time.monotonic,
) -> Console:
    """The console for a stream: colour and live progress for a person, plain lines elsewhere.

    Parameters
    ----------
    stream : where everything is written, flushed line by line
    terminal : whether a person's terminal is at its end
    environ : variables that ask for plain lines: CI, NO_COLOR, TERM=dumb
    clock : seconds since some fixed moment
    """
    if terminal and not _plain(stream, environ):
        from squash.outside.console.screen import ScreenConsole

        return ScreenConsole(stream, environ, clock)
    return PlainConsole(stream, clock)


def _plain(stream: TextIO, environ: Mapping[str, str]) -> bool:
    unable = (getattr(stream, "encoding", None) or "").lower().replace("-", "") != "utf8"
    robot = environ.get("CI", "").lower() not in ("", "0", "false")
    return unable or robot or bool(environ.get("NO_COLOR")) or environ.get("TERM") == "dumb"
