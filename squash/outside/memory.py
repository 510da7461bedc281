"""Our own memory: how often Python looks for what nobody can reach any more."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

# A run makes many values and drops few in circles: with Python's own 700 it looks through all of
# them again and again, a twentieth of our processor time.
_ALLOCATIONS = 50_000
_ROUNDS = 20


@contextmanager
def seldom_collected() -> Iterator[None]:
    """For what ends with its process: collect seldom, and not what is left at the end.

    The interpreter would walk through every value once more only to end.
    """
    before = gc.get_threshold()
    gc.set_threshold(_ALLOCATIONS, _ROUNDS, _ROUNDS)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.freeze()
