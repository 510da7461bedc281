"""The proof: what the replays left, compared, old with new."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from squash.difference import Check, Difference, Where
from squash.flow.limits import masks_of_views, refuse_stale, refused_load
from squash.flow.new import Down, New
from squash.flow.old import Goal, Old
from squash.flow.replays import Replays, Taken
from squash.outside.dump import LoadFailed
from squash.outside.project import Leg
from squash.snapshot import Volatile
from squash.verification import (
    Step,
    Texts,
    compare_drift,
    compare_dumps,
    compare_facts,
    compare_rows,
    compare_sequences,
    compare_steps,
    objects_of,
    same_text,
)

DOWN_AND_UP = "downgrade and upgrade again"
Files = Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Masks:
    """Volatile cells by table, at the cut and at the heads."""

    cut: Mapping[str, Volatile]
    heads: Mapping[str, Volatile]


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two snapshots that should be the same.

    Parameters
    ----------
    old, new : of the history and of the squashed history
    where : which state they are of
    volatile : cells of ``old`` that may hold anything; at the cut, where the baseline carries
        the very values, only those of materialised views
    """

    old: Taken
    new: Taken
    where: Where
    volatile: Mapping[str, Volatile]


def compare(
    replays: Replays, goal: Goal, old: Old, new: New, masks: Masks, files: tuple[Files, Files]
) -> tuple[tuple[Check, ...], tuple[Difference, ...]]:
    """Compare the two histories' databases.

    Parameters
    ----------
    files : id to (path, hash) of the revision files in the old and in the new copy

    Returns the checks, and what only the round trip explains.
    """
    states: list[_Pair] = [_Pair(old.cut, new.cut, "cut", _views(old.cut, masks))]
    if goal.kept:
        states.append(_Pair(old.heads, new.heads, "heads", masks.heads))
    texts = [replays.pool.submit(_texts, replays, old, new, pair, old.to_cut) for pair in states]
    checks: list[Check] = []
    explained: list[Difference] = []
    for pair, text in zip(states, texts, strict=True):
        check, worded = text.result()
        checks.append(check)
        explained += worded
        facts, rows, sequences = _compare_states(pair)
        if pair.where == "cut":
            refuse_stale(rows, pair.old.state.rows)
        checks += [facts, rows, sequences]
    return (*checks, *_paths(goal, old, new, masks, files)), tuple(explained)


def _compare_states(pair: _Pair) -> tuple[Check, Check, Check]:
    old, new = pair.old.state, pair.new.state
    return (
        compare_facts(old.facts, new.facts, pair.where),
        compare_rows(old.rows, new.rows, pair.volatile, pair.where),
        compare_sequences(old.sequences, new.sequences, pair.where),
    )


def _texts(
    replays: Replays, old: Old, new: New, pair: _Pair, leg: Leg
) -> tuple[Check, tuple[Difference, ...]]:
    try:
        return _compare_texts(replays, old, new, pair, leg)
    except LoadFailed as failed:
        raise refused_load(failed) from failed


def _compare_texts(
    replays: Replays, old: Old, new: New, pair: _Pair, leg: Leg
) -> tuple[Check, tuple[Difference, ...]]:
    """Compare dumps; the server itself words both sides once more where they differ."""
    where, before, after = pair.where, objects_of(pair.old.items), objects_of(pair.new.items)
    if same_text(before, after):
        return compare_dumps(Texts(before), Texts(after), where)
    trip = replays.round_trip
    begun = pair.old.loaded
    loaded = objects_of(
        begun.result() if begun else trip(old.scratch, pair.old.text, leg, f"old_{where}")
    )
    if same_text(loaded, after):
        return compare_dumps(Texts(before, loaded), Texts(after), where)
    again = objects_of(trip(new.scratch, pair.new.text, leg, f"new_{where}"))
    return compare_dumps(Texts(before, loaded), Texts(after, again), where)


def _paths(
    goal: Goal, old: Old, new: New, masks: Masks, files: tuple[Files, Files]
) -> Iterator[Check]:
    """What ran, from which files, and where an old database ends up under the new folder."""
    old_files, new_files = files
    removed = tuple(each for each in old_files if each not in new_files or each == goal.cut)
    yield compare_steps("old files ran", (*removed, *goal.kept), _steps(*old.legs), old_files)
    yield compare_steps("new files ran", (goal.cut, *goal.kept), _steps(*new.legs), new_files)
    yield _kept_files(goal.kept, old_files, new_files)
    if new.from_cut is not None and new.from_cut.leg is not None:
        name = "old database at the cut goes on"
        yield compare_steps(name, goal.kept, _steps(new.from_cut.leg), new_files)
        pair = _Pair(old.heads, new.from_cut.taken, "paths", masks.heads)
        yield _as_one("old database at the cut ends the same", pair)
    name = "old database at the heads is done"
    yield compare_steps(name, (), _steps(new.from_heads), new_files)
    if old.tail.result().drift is not None:
        yield compare_drift(old.tail.result().drift or (), new.tail.drift or ())
    if new.down is not None:
        yield _downgrade(new, new.down, masks)


def _views(taken: Taken, masks: Masks) -> Mapping[str, Volatile]:
    return masks_of_views(taken.state.rows, masks.cut)


def _downgrade(new: New, down: Down, masks: Masks) -> Check:
    """Whether the baseline can be downgraded, and upgraded again to the same database."""
    if down.error:
        failed = Difference("downgrade", "baseline", "paths", "changed", "runs", down.error)
        return Check(DOWN_AND_UP, False, "the downgrade failed", (failed,))
    if down.again is None:
        return Check(DOWN_AND_UP, True, "the downgrade leaves what env.py alone creates")
    return _as_one(DOWN_AND_UP, _Pair(new.cut, down.again, "paths", _views(new.cut, masks)))


def _as_one(name: str, pair: _Pair) -> Check:
    """All comparisons of one path as one check; what ran is the same text or it is not."""
    text, _ = compare_dumps(
        Texts(objects_of(pair.old.items)), Texts(objects_of(pair.new.items)), pair.where
    )
    checks = (text, *_compare_states(pair))
    found = tuple(each for check in checks for each in check.differences)
    return Check(name, not found, ", ".join(check.detail for check in checks), found)


def _kept_files(kept: Sequence[str], old: Files, new: Files) -> Check:
    found = tuple(
        Difference("revision file", each, "paths", "changed", old[each][1], new[each][1])
        for each in kept
        if old[each][1] != new[each][1]
    )
    return Check("kept files", not found, f"{len(kept)} files, byte for byte", found)


def _steps(*legs: Leg) -> tuple[Step, ...]:
    return tuple(Step(e.revision, e.path, e.sha256) for leg in legs for e in leg.executed)


def files_of(paths: Mapping[str, Path], place_of: Callable[[Path], Path]) -> Files:
    """Id to (path, hash) of revision files in one copy.

    Parameters
    ----------
    paths : id to file in the checkout
    place_of : where the copy has a file of the checkout
    """
    places = {folder: place_of(folder) for folder in {path.parent for path in paths.values()}}
    # Links are followed once for each folder: there are hundreds of files.
    folders = {folder: place.resolve() for folder, place in places.items() if place != folder}

    def copy_of(path: Path) -> Path:
        if path.parent not in folders:
            return place_of(path).resolve()
        copy = folders[path.parent] / path.name
        return copy.resolve() if copy.is_symlink() else copy

    copies = {revision: copy_of(path) for revision, path in paths.items()}
    return {
        revision: (str(copy), hashlib.sha256(copy.read_bytes()).hexdigest())
        for revision, copy in copies.items()
    }
