"""A pairing: which row of one replay is which row of another, and where the two differ."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

Mask = tuple[int, ...]
"""Positions of volatile cells in a row, ascending."""
Cells = Sequence[bytes]

_GREEDY_LIMIT = 60


def best_pairs(first: Sequence[Cells], second: Sequence[Cells], key: Sequence[int]) -> list[Mask]:
    """Pair rows one to one and give, for each row of ``first``, the cells that differ.

    Physical order is believed when no pairing can have fewer differing cells; otherwise the
    primary key, the columns whose contents did not change, and likeness are tried as well,
    and the pairing with the fewest differing cells wins.

    Parameters
    ----------
    first, second : rows as cells, as many on both sides, in physical order
    key : positions of the primary key's columns, may be empty
    """
    best = _differences(first, second, range(len(first)))
    columns = range(len(first[0]) if first else 0)
    least = {c: _least_differences(first, second, c) for c in columns}
    if sum(map(len, best)) == sum(least.values()):
        return best
    candidates = [best]
    stable = [c for c in columns if not least[c]]
    if key and set(key) <= set(stable):
        candidates.append(_differences(first, second, _by_columns(first, second, key)))
    candidates.append(_differences(first, second, _by_columns(first, second, stable)))
    candidates.append(_differences(first, second, _in_groups(first, second, stable)))
    return min(candidates, key=lambda masks: sum(map(len, masks)))


def _least_differences(first: Sequence[Cells], second: Sequence[Cells], column: int) -> int:
    """Give how many cells of a column differ in any pairing at least."""
    ours, theirs = (Counter([row[column] for row in rows]) for rows in (first, second))
    return (ours - theirs).total()


def _differences(
    first: Sequence[Cells], second: Sequence[Cells], partner: Sequence[int]
) -> list[Mask]:
    """Give the differing cells of each row of ``first`` and its partner in ``second``."""
    return [
        tuple([c for c, (x, y) in enumerate(zip(a, second[b], strict=True)) if x != y])
        for a, b in zip(first, partner, strict=True)
    ]


def _by_columns(
    first: Sequence[Cells], second: Sequence[Cells], columns: Sequence[int]
) -> list[int]:
    """Pair rows in the order of some columns; ties by physical order."""
    ours, theirs = _sorted_by(first, columns), _sorted_by(second, columns)
    return _as_partners(zip(ours, theirs, strict=True), len(first))


def _sorted_by(rows: Sequence[Cells], columns: Sequence[int]) -> list[int]:
    return sorted(range(len(rows)), key=lambda index: [rows[index][c] for c in columns])


def _in_groups(first: Sequence[Cells], second: Sequence[Cells], stable: Sequence[int]) -> list[int]:
    """Pair the most similar rows among those that agree in the most telling stable column."""
    chosen = max(stable, key=lambda c: len({row[c] for row in first}), default=None)
    groups: dict[bytes, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for side, rows in enumerate((first, second)):
        for index, row in enumerate(rows):
            groups[row[chosen] if chosen is not None else b""][side].append(index)
    pairs = (
        pair
        for ours, theirs in groups.values()
        for pair in _most_similar(first, second, ours, theirs)
    )
    return _as_partners(pairs, len(first))


def _most_similar(
    first: Sequence[Cells], second: Sequence[Cells], ours: list[int], theirs: list[int]
) -> Iterator[tuple[int, int]]:
    """Pair each row with the most similar one still free; large groups keep their order."""
    if len(ours) > _GREEDY_LIMIT:
        yield from zip(ours, theirs, strict=True)
        return
    ranked = sorted(
        (sum(x != y for x, y in zip(first[a], second[b], strict=True)), a, b)
        for a in ours
        for b in theirs
    )
    used_ours: set[int] = set()
    used_theirs: set[int] = set()
    for _, a, b in ranked:
        if a not in used_ours and b not in used_theirs:
            used_ours.add(a)
            used_theirs.add(b)
            yield a, b


def _as_partners(pairs: Iterable[tuple[int, int]], count: int) -> list[int]:
    partner = [0] * count
    for ours, theirs in pairs:
        partner[ours] = theirs
    return partner
