"""A console for a step of GitHub Actions: groups, annotations, and no line of others obeyed."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TextIO

from squash.outcome import ErrorSummary
from squash.outside.console.plain import PlainConsole
from squash.outside.console.workflow import (
    command,
    error_line,
    escape,
    may_command,
    stopped,
    write_outputs,
    write_summary,
)
from squash.report.annotations import Annotation, annotations_of, of_error
from squash.report.outputs import inside
from squash.report.words import clip, line, placed, printable, seconds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import PurePath

    from squash.errors import At, SquashError
    from squash.outcome import Outcome
    from squash.outside.console.watch import Running

__all__ = ["Actions", "error_line", "escape", "open_actions", "write_outputs", "write_summary"]

# Of what the project's code printed; the whole is in the report folder.
SHOWN = 200
WIDEST = 2000


def open_actions(
    stream: TextIO,
    *,
    workspace: PurePath,
    project: PurePath,
    clock: Callable[[], float] = time.monotonic,
) -> Actions:
    """The console of a step.

    Parameters
    ----------
    stream : standard output, which the runner reads
    workspace : folder of the checkout, absolute
    project : folder of the project, absolute
    clock : seconds since some fixed moment
    """
    return Actions(stream, clock, workspace, project)


class Actions(PlainConsole):
    """Writes a group for each step, and its time below it; annotates when the run ends.

    A runner obeys every line that looks like a command. Only ours are written as they are; any
    other text that could hold one goes between two lines that make the runner deaf, with a word
    that nobody else knows.

    Parameters
    ----------
    stream : where to; flushed after each line
    clock : seconds since some fixed moment
    workspace, project : folders, absolute
    """

    def __init__(
        self,
        stream: TextIO,
        clock: Callable[[], float],
        workspace: PurePath,
        project: PurePath,
    ) -> None:
        super().__init__(stream, clock)
        self.workspace = workspace
        self.project = project
        self.group: Running | None = None

    def started(self, step: Running) -> None:
        """Open the group of a step; groups do not lie in each other, so another is closed."""
        with self.lock:
            self._close()
            self._command("group", line(step.name))
            self.group = step

    def finished(self, step: Running, passed: bool) -> None:
        """Close the group of a step, and say below it how long it took."""
        took = seconds((step.ended or step.began) - step.began)
        with self.lock:
            self._close()
            self._say(f"{'✓' if passed else '✗'} {line(step.name)} · {took}")

    def warn(self, text: str, at: At | None = None) -> None:
        """Write a warning, which is an annotation too."""
        if not self.annotate:
            super().warn(text, at)
            return
        file = "" if at is None else inside(self.workspace, self.project / at.file)
        shown = printable(self.shown(text if file else placed(text, at)))
        number = at.line if at is not None and file else None
        self._command("warning", shown, file=file, line=number)

    def hide(self, secrets: Iterable[str], *, told: bool = True) -> None:
        """Take values out of all that is shown, and have the runner take them out of its log."""
        values = tuple(secrets)
        super().hide(values)
        for value in values if told else ():
            self._command("add-mask", value)

    def printed(self, name: str, text: str) -> None:
        """Write the end of what the project's code printed, in a group of its own."""
        every = printable(self.shown(text)).rstrip("\n").split("\n")
        left = len(every) - SHOWN
        lines = [clip(each, WIDEST) for each in every[-SHOWN:]]
        head = [f"({left} lines before these are in the report folder)"] if left > 0 else []
        self._grouped(f"What the project's code printed: {line(name)}", [*head, *lines])

    def baseline(self, name: str, text: str) -> None:
        """Write the text in a group of its own."""
        self._grouped(line(name), [printable(self.shown(text)).rstrip("\n")])

    def verdict(self, outcome: Outcome) -> None:
        """Annotate, and write how the run ended."""
        self._annotate(annotations_of(outcome, self.workspace, self.project))
        super().verdict(outcome)

    def error(self, error: SquashError) -> None:
        """Annotate, and write why a run ended."""
        summary = self.shown(ErrorSummary.of(error))
        self._annotate(of_error(summary, self.workspace, self.project))
        super().error(error)

    def framed(self, text: str) -> str:
        """Whole lines as they are written: where one may be a command, the runner is deaf to it."""
        return stopped(text) if may_command(text) else text

    def _annotate(self, found: Iterable[Annotation]) -> None:
        for one in found if self.annotate else ():
            self._command(one.level, one.message, title=one.title, file=one.file, line=one.line)

    def _grouped(self, name: str, lines: Iterable[str]) -> None:
        with self.lock:
            self._close()
            self._command("group", name)
            self._write(stopped("".join(f"{text}\n" for text in lines)))
            self._command("endgroup")

    def _close(self) -> None:
        if self.group is not None:
            self.group = None
            self._command("endgroup")

    def _command(self, name: str, data: str = "", **properties: str | int | None) -> None:
        with self.lock:
            self._write(command(name, data, **properties) + "\n")
