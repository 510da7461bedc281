"""Signals: the first one is raised where the run is, so that everything is cleared up."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from squash.errors import Interrupted

if TYPE_CHECKING:
    from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_received: list[int] = []


@contextmanager
def signals_raise() -> Iterator[None]:
    """Turn the first signal into Interrupted while the block runs; a second one kills."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        for each in SIGNALS:
            signal.signal(each, signal.SIG_DFL)
        _received.append(number)
        raise Interrupted(number)

    before = {each: signal.signal(each, interrupt) for each in SIGNALS}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
        _received.clear()


def heed() -> None:
    """Raise Interrupted where a signal came; to be called before anything is changed for good.

    It may have come while a library was imported that passes over every exception.
    """
    if _received:
        raise Interrupted(_received[0])
