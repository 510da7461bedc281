"""Masking: comparing rows as a multiset while volatile cells may hold anything."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from squash.snapshot.pairing import Mask
from squash.snapshot.values import Rows
from squash.snapshot.volatile import Volatile

_MASKED = b"\\V"


def masked_equal(
    old: Rows, new: Rows, volatile: Volatile | None
) -> tuple[tuple[bytes, ...], tuple[bytes, ...]]:
    """Compare two tables as multisets of rows; both results are empty when they are equal.

    Parameters
    ----------
    old : the rows ``volatile`` was found in, as its first replay
    new : the rows they are compared with
    volatile : cells of ``old`` that may differ; None for no such cell

    Returns
    -------
    lines of ``old`` without a partner in ``new``, and the other way round

    Raises
    ------
    ValueError : ``volatile`` describes another number of rows than ``old`` has
    """
    masks = volatile.masks if volatile is not None else ((),) * old.count
    if len(masks) != old.count:
        raise ValueError(f"{len(masks)} masks for {old.count} rows of {old.table}")
    if sorted(old.columns) != sorted(new.columns):
        return old.lines, new.lines
    lines = _in_order_of(old.columns, new)
    waiting, unmatched = _match_exactly(old.lines, masks, lines)
    # Patterns with few masked cells first: they are the pickiest.
    for mask in sorted(waiting, key=lambda mask: (len(mask), mask)):
        if mask and unmatched:
            waiting[mask], unmatched = _match_masked(waiting[mask], unmatched, mask)
    left = [line for lines in waiting.values() for line in lines]
    return tuple(left), tuple(unmatched)


def masked_digest(rows: Mapping[str, Rows], volatile: Mapping[str, Volatile]) -> str:
    """SHA-256 (hexadecimal) of all rows without their volatile columns.

    Whole columns are left out, since a cell may be the same twice by chance; of a table whose
    number of rows differs in every replay only the name counts.

    Parameters
    ----------
    rows, volatile : by table
    """
    content = hashlib.sha256()
    for table in sorted(rows):
        content.update(table.encode() + b"\0")
        known = volatile.get(table)
        if known is None:
            content.update(rows[table].digest.encode())
        elif known.comparable:
            positions = {position for mask in known.masks for position in mask}
            lines = sorted(_project(line, tuple(positions)) for line in rows[table].lines)
            content.update(b"\n".join(lines) + b"\0")
    return content.hexdigest()


def _in_order_of(columns: tuple[str, ...], rows: Rows) -> Sequence[bytes]:
    if columns == rows.columns:
        return rows.lines
    order = [rows.columns.index(name) for name in columns]
    return [b"\t".join([cells[i] for i in order]) for cells in rows.cells()]


def _match_exactly(
    old: Sequence[bytes], masks: Sequence[Mask], new: Sequence[bytes]
) -> tuple[dict[Mask, list[bytes]], list[bytes]]:
    """Take away equal lines; of several equal ones the least masked goes first."""
    available = Counter(new)
    waiting: dict[Mask, list[bytes]] = defaultdict(list)
    for index in sorted(range(len(old)), key=lambda i: len(masks[i])):
        line = old[index]
        if available[line] > 0:
            available[line] -= 1
        else:
            waiting[masks[index]].append(line)
    return waiting, list(available.elements())


def _match_masked(
    old: Sequence[bytes], new: Sequence[bytes], mask: Mask
) -> tuple[list[bytes], list[bytes]]:
    """Take away lines that are equal outside the masked cells."""
    waiting: dict[bytes, list[bytes]] = defaultdict(list)
    for line in reversed(old):
        waiting[_project(line, mask)].append(line)
    unmatched = []
    for line in new:
        partners = waiting.get(_project(line, mask))
        if partners:
            partners.pop()
        else:
            unmatched.append(line)
    return [line for lines in waiting.values() for line in lines], unmatched


def _project(line: bytes, mask: Mask) -> bytes:
    cells = line.split(b"\t")
    for position in mask:
        cells[position] = _MASKED
    return b"\t".join(cells)
