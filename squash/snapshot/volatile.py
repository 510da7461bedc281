"""Volatile cells: what differs between two replays of one history, or is the time of the run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from squash.snapshot.clock import ClockWindow
from squash.snapshot.pairing import Mask, best_pairs
from squash.snapshot.values import Rows


@dataclass(frozen=True, slots=True)
class Volatile:
    """The volatile cells of one table.

    Parameters
    ----------
    table : qualified, quoted name
    columns : the table's column names
    masks : for each row of the first replay, in physical order, the positions of its
        volatile cells, ascending
    only_first, only_second : lines that the other replay does not have, where the two
        replays left different numbers of rows (then nothing is masked)
    """

    table: str
    columns: tuple[str, ...]
    masks: tuple[Mask, ...]
    only_first: tuple[bytes, ...] = ()
    only_second: tuple[bytes, ...] = ()

    @property
    def comparable(self) -> bool:
        """Whether both replays left the same number of rows."""
        return not self.only_first and not self.only_second

    @property
    def volatile_columns(self) -> tuple[str, ...]:
        """Names of the columns with at least one volatile cell, in physical order."""
        found = {position for mask in set(self.masks) for position in mask}
        return tuple(name for position, name in enumerate(self.columns) if position in found)


def volatile_cells(first: Rows, second: Rows, window: tuple[datetime, datetime]) -> Volatile:
    """Find the volatile cells of a table.

    Parameters
    ----------
    first, second : the same table after two replays of the same history
    window : when the first replay began and the last one ended, both with a time zone
    """
    if first.count != second.count or first.columns != second.columns:
        ours, theirs = Counter(first.lines), Counter(second.lines)
        return Volatile(
            first.table,
            first.columns,
            ((),) * first.count,
            tuple((ours - theirs).elements()),
            tuple((theirs - ours).elements()),
        )
    masks: list[Mask] = [()] * first.count
    left, right = _without_equal_lines(first.lines, second.lines)
    key = [first.columns.index(name) for name in first.key]
    for index, mask in zip(left, _masks(first, second, left, right, key), strict=True):
        masks[index] = mask
    clock = ClockWindow.of(*window)
    for index, line in enumerate(first.lines):
        if clock.may_hold(line):
            masks[index] = tuple(sorted({*masks[index], *clock.cells(line, first.types)}))
    return Volatile(first.table, first.columns, tuple(masks))


def _without_equal_lines(
    first: Sequence[bytes], second: Sequence[bytes]
) -> tuple[list[int], list[int]]:
    """Give the positions of the lines that have no equal on the other side."""
    shared = Counter(first) & Counter(second)
    return _beyond(first, Counter(shared)), _beyond(second, Counter(shared))


def _beyond(lines: Sequence[bytes], shared: Counter[bytes]) -> list[int]:
    left = []
    for index, line in enumerate(lines):
        if shared[line] > 0:
            shared[line] -= 1
        else:
            left.append(index)
    return left


def _masks(
    first: Rows, second: Rows, left: Sequence[int], right: Sequence[int], key: Sequence[int]
) -> list[Mask]:
    ours = [first.lines[index].split(b"\t") for index in left]
    theirs = [second.lines[index].split(b"\t") for index in right]
    return best_pairs(ours, theirs, key)
