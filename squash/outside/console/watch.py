"""A watch over the steps of a run: which are running, how far they are, how long they took."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from squash.outcome import Timing
from squash.report.masking import masked
from squash.report.words import line, number, seconds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Value = TypeVar("Value")


@dataclass(slots=True, eq=False)
class Running:
    """A step between its start and its end; its owner calls ``progress``."""

    name: str
    began: float
    moved: Callable[[Running], None]
    ended: float | None = None
    shown: float = 0.0
    done: int = 0
    total: int = 0
    about: str = ""

    def progress(self, done: int, total: int, note: str = "") -> None:
        """Say how far the step is; what goes on after its end is not shown."""
        if self.ended is None:
            self.done, self.total, self.about = done, total, line(note)
            self.moved(self)

    def state(self, now: float) -> str:
        """``revision 37 of 140 · 4.2 s · 2f1c0a``; what is shortest lived comes last."""
        many = f"revision {number(self.done)} of {number(self.total)}" if self.total else ""
        took = seconds((self.ended or now) - self.began)
        return " · ".join(part for part in (many, took, self.about) if part)


class Watch:
    """Keeps the time of steps; consoles show it by overriding the three hooks.

    The hooks are called one at a time, whatever threads the steps run in.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self.clock = clock
        self.annotate = True
        self.lock = threading.RLock()
        self.steps: list[Running] = []
        self.hidden: tuple[str, ...] = ()

    @property
    def timings(self) -> tuple[Timing, ...]:
        """The steps that have ended, in the order in which they began."""
        with self.lock:
            return tuple(
                Timing(step.name, step.ended - step.began)
                for step in self.steps
                if step.ended is not None
            )

    @property
    def running(self) -> list[Running]:
        """The steps that have not ended."""
        with self.lock:
            return [step for step in self.steps if step.ended is None]

    @contextmanager
    def step(self, name: str) -> Iterator[Running]:
        """Watch a step while the block runs."""
        began = self.clock()
        running = Running(name, began, self._moved, shown=began)
        with self.lock:
            self.steps.append(running)
            self.started(running)
        passed = False
        try:
            yield running
            passed = True
        finally:
            with self.lock:
                running.ended = self.clock()
                self.finished(running, passed)

    def hide(self, secrets: Iterable[str], *, told: bool = True) -> None:
        """Take values out of everything that is shown from now on; there is nobody to be told."""
        self.hidden += tuple(secrets)

    def shown(self, value: Value) -> Value:
        """A text, or a value made of texts, without what is hidden and without passwords."""
        return masked(value, self.hidden)

    def started(self, step: Running) -> None:
        """A step has begun."""

    def moved(self, step: Running) -> None:
        """A step has said how far it is."""

    def finished(self, step: Running, passed: bool) -> None:
        """A step has ended; it failed unless passed."""

    def printed(self, name: str, text: str) -> None:
        """Show what the project's code printed; a person has the log at hand, and sees nothing."""

    def _moved(self, step: Running) -> None:
        with self.lock:
            self.moved(step)
