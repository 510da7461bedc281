"""A deadline: the moment after which a run no longer waits for anything."""

from __future__ import annotations

import time
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment on the monotonic clock, or none.

    Parameters
    ----------
    at : seconds of `time.monotonic()`; None when there is no limit
    seconds : the limit it was made from, for messages
    """

    at: float | None = None
    seconds: float | None = None

    @classmethod
    def after(cls, seconds: float | None) -> Deadline:
        """The moment `seconds` from now; None or 0 means no limit."""
        if not seconds:
            return cls()
        return cls(time.monotonic() + seconds, seconds)

    @property
    def passed(self) -> bool:
        """Whether the moment is over."""
        return self.at is not None and time.monotonic() >= self.at

    def left(self, at_most: float | None = None) -> float | None:
        """Seconds still to wait, never below 0 and never above `at_most`; None when unlimited."""
        if self.at is None:
            return at_most
        left = max(0.0, self.at - time.monotonic())
        return left if at_most is None else min(left, at_most)
