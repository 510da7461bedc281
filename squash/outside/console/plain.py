"""A plain console: one line at a time, for logs, pipes and CI."""

from __future__ import annotations

import os
from contextlib import suppress
from textwrap import wrap
from typing import TYPE_CHECKING, TextIO

from squash.outcome import ErrorSummary
from squash.outside.console.watch import Running, Watch
from squash.report import plan as words
from squash.report import verdict
from squash.report.differences import by_object, more, one_line
from squash.report.words import line, placed, printable, seconds

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from squash.cut import Survey
    from squash.errors import At, SquashError
    from squash.hazard import Hazard
    from squash.outcome import Outcome

EVERY = 10.0
WIDTH = 88
SHOWN = 20

# For streams whose encoding has no such signs.
_SIMPLE = str.maketrans({"✓": "ok", "✗": "FAILED", "·": "-", "…": "...", "→": ">", "»": ">"})


class PlainConsole(Watch):
    """Writes a line for each step, and for long ones now and then how far they are.

    Parameters
    ----------
    stream : where to; flushed after each line
    clock : seconds since some fixed moment
    """

    def __init__(self, stream: TextIO, clock: Callable[[], float]) -> None:
        super().__init__(clock)
        self.stream = stream
        self.gone = False
        self.open: Running | None = None

    def started(self, step: Running) -> None:
        """Begin the line of a step; it is ended when the step is."""
        with self.lock:
            self._end_line()
            self._write(f"{line(step.name)} ")
            self.open = step

    def moved(self, step: Running) -> None:
        """Write how far a step is, every ten seconds at most."""
        now = self.clock()
        if now - step.shown >= EVERY:
            step.shown = now
            self._say(f"  {line(step.name)}: {step.state(now)}")

    def finished(self, step: Running, passed: bool) -> None:
        """Write how long a step took, on its own line where nothing came between."""
        took = f"· {seconds((step.ended or step.began) - step.began)}"
        mark = "✓" if passed else "✗"
        if self.open is step:
            self.open = None
            self._say(f"{took} {mark}")
        else:
            self._say(f"{line(step.name)} {took} {mark}")

    def note(self, text: str) -> None:
        """Write a line."""
        self._say(printable(self.shown(text)))

    def warn(self, text: str, at: At | None = None) -> None:
        """Write a line that says it is a warning."""
        self._say(f"warning: {printable(self.shown(placed(text, at)))}")

    def baseline(self, name: str, text: str) -> None:
        """Write the text between two lines that say what it is."""
        body = printable(self.shown(text)).rstrip("\n")
        self._say("", f"--- {line(name)}", body, f"--- end of {line(name)}")

    def plan(self, plan: Survey, following: Sequence[str] = ()) -> None:
        """Write what would be done."""
        self._say("", words.title(plan), *_aligned(words.facts(plan)))
        if plan.files:
            self._say("", "files that would go:", *(f"  {path}" for path in words.files(plan)))
        if plan.nearby:
            table = [words.HEADER, *(words.nearby(cut) for cut in plan.nearby)]
            self._say("", *_columns(table))
        self._next(following)

    def verdict(self, outcome: Outcome) -> None:
        """Write how the run ended."""
        self._say("", f"{verdict.mark(outcome)} {verdict.title(outcome)}")
        if outcome.error is None:
            self._say(*_wrapped(verdict.sentence(outcome), ""))
        else:
            self._say(*_error(outcome.error), "")
        self._say(*_aligned(verdict.facts(outcome)))
        things = by_object(outcome.differences)
        self._some("differences", [[one_line(thing)] for thing in things])
        hazards = [[hazard_head(one), *_wrapped(one.sentence, "  ")] for one in outcome.hazards]
        self._some("know before merging", hazards)
        if outcome.report:
            self._say("", f"report: {line(outcome.report)}/report.md")
        self._next(outcome.following)

    def error(self, error: SquashError) -> None:
        """Write why a run ended."""
        summary = self.shown(ErrorSummary.of(error))
        self._say("", f"✗ {verdict.stopped(summary)}", *_error(summary))

    def _next(self, commands: Sequence[str]) -> None:
        if commands:
            self._say("", "next:", *(f"  {printable(command)}" for command in commands))

    def _some(self, heading: str, blocks: Sequence[Sequence[str]]) -> None:
        """A heading and the first blocks of lines below it."""
        if blocks:
            left = len(blocks) - SHOWN
            rest = [f"  {more(left)}"] if left > 0 else []
            lines = [f"  {text}" for block in blocks[:SHOWN] for text in block]
            self._say("", f"{heading}:", *lines, *rest)

    def framed(self, text: str) -> str:
        """Whole lines as they are written; a log that obeys its lines sets foreign ones apart."""
        return text

    def _say(self, *lines: str) -> None:
        with self.lock:
            self._end_line()
            self._write(self.framed("".join(f"{text}\n" for text in lines)))

    def _end_line(self) -> None:
        if self.open is not None:
            self.open = None
            self._write("…\n")

    def _write(self, text: str) -> None:
        if self.gone:
            return
        encoding = getattr(self.stream, "encoding", None) or "utf-8"
        try:
            text.encode(encoding)
        except UnicodeEncodeError:
            text = text.translate(_SIMPLE).encode(encoding, "replace").decode(encoding)
        try:
            self.stream.write(text)
            self.stream.flush()
        except (OSError, ValueError):
            # A reader that left, or a disk that is full, must not end a run that may be changing
            # files, nor its last flush.
            self.gone = True
            with suppress(OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), self.stream.fileno())


def hazard_head(hazard: Hazard) -> str:
    """What a hazard is about, on one line of a terminal."""
    place = f" ({line(hazard.place)})" if hazard.place else ""
    about = f" · {line(hazard.where)}" if hazard.where else ""
    return f"{line(hazard.kind)}{about}{place}"


def _wrapped(text: str, indent: str) -> list[str]:
    """Prose in lines of a width that people read; a long word stays whole."""
    return wrap(
        line(text), WIDTH, initial_indent=indent, subsequent_indent=indent,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip


def _error(error: ErrorSummary) -> list[str]:
    text = [printable(error.what).rstrip()]
    text += [f"why: {printable(error.why).strip()}"] if error.why else []
    return [*text, *([f"next: {printable(error.next_step).strip()}"] if error.next_step else [])]


def _aligned(facts: Sequence[tuple[str, str]]) -> list[str]:
    width = max((len(name) for name, _ in facts), default=0)
    lines = []
    for name, value in facts:
        first, *others = _wrapped(value, " " * (width + 4)) or [""]
        lines += [f"  {name:<{width}}  {first.lstrip()}", *others]
    return lines


def _columns(table: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    return [
        "  ".join(
            f"{cell:>{width}}" if place in (1, 2) else f"{cell:<{width}}"
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in table
    ]
