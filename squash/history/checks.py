"""Checks of a history: what keeps a set of revisions from being a graph, each by its name."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping

from squash.errors import HistoryError
from squash.history.revision import Revision


def unique(revisions: Iterable[Revision]) -> dict[str, Revision]:
    """The revisions by id, ordered by id.

    Raises
    ------
    HistoryError : none at all, or two files with one id
    """
    by_id: dict[str, Revision] = {}
    for revision in sorted(revisions, key=lambda each: (each.id, each.path)):
        first = by_id.setdefault(revision.id, revision)
        if first is not revision:
            raise HistoryError(
                f"{revision.place('revision')}: the id {revision.id!r} is also the id of "
                f"{first.place('revision')}.",
                why="Alembic would silently use only one of the two files.",
                next_step="Remove the copy, or give one of them an id of its own.",
                at=[revision.place("revision"), first.place("revision")],
            )
    if not by_id:
        raise HistoryError(
            "The history has no revision.",
            why="There is nothing to squash without revision files.",
            next_step="Check script_location and version_locations in the Alembic configuration.",
        )
    return by_id


def checked_labels(by_id: Mapping[str, Revision]) -> dict[str, str]:
    """The id behind each branch label.

    Raises
    ------
    HistoryError : a label that is declared twice or is also an id
    """
    labelled: dict[str, str] = {}
    for revision in by_id.values():
        for label in revision.labels:
            other = by_id.get(label) or by_id.get(labelled.get(label, ""))
            if other is not None:
                used = "the id" if label in by_id else "a label"
                raise HistoryError(
                    f"{revision.place('branch_labels')}: the branch label {label!r} is "
                    f"also {used} of {other.path or other.id}.",
                    why="Alembic refuses to load a folder in which a label means two revisions.",
                    next_step="Remove the label from one of the two files.",
                    at=[revision.place("branch_labels")],
                )
            labelled[label] = revision.id
    return labelled


def checked_parents(
    by_id: Mapping[str, Revision], labelled: Mapping[str, str]
) -> dict[str, tuple[str, ...]]:
    """What each revision needs directly: `down_revision`, then resolved `depends_on`.

    Raises
    ------
    HistoryError : a name behind which no revision stands, or a revision that needs itself
    """
    parents: dict[str, tuple[str, ...]] = {}
    for revision in by_id.values():
        found = [
            _target(revision, "down_revision", each, by_id, labelled) for each in revision.down
        ]
        found += [
            _target(revision, "depends_on", each, by_id, labelled) for each in revision.depends_on
        ]
        parents[revision.id] = tuple(dict.fromkeys(found))
    return parents


def _target(
    revision: Revision,
    name: str,
    wanted: str,
    by_id: Mapping[str, Revision],
    labelled: Mapping[str, str],
) -> str:
    found = wanted if wanted in by_id else None
    if name == "depends_on":
        found = found or labelled.get(wanted)
    if found is None:
        raise _missing(revision, name, wanted, by_id, labelled)
    if found == revision.id:
        raise HistoryError(
            f"{revision.place(name)}: {name} of {revision.id!r} names the revision itself.",
            why="A revision that comes before itself can never run.",
            next_step=f"Name the revision that comes before {revision.id!r}, or None.",
            at=[revision.place(name)],
        )
    return found


def _missing(
    revision: Revision,
    name: str,
    wanted: str,
    by_id: Mapping[str, Revision],
    labelled: Mapping[str, str],
) -> HistoryError:
    # One that comes after it would close a circle.
    after = _with_descendants(revision.id, by_id, labelled)
    before = [each for each in by_id if each not in after]
    begun = [each for each in before if wanted and each.startswith(wanted)]
    if wanted in labelled:
        why = f"{wanted!r} is a branch label, and Alembic takes only ids in {name}."
        near = [each for each in (labelled[wanted],) if each not in after]
    elif begun:
        why = f"{wanted!r} is only the beginning of an id; Alembic takes only whole ids in files."
        near = begun[:3]
    else:
        why = "Alembic cannot load a folder in which a revision needs one that is not there."
        labels = [label for label, each in labelled.items() if each not in after]
        pool = before if name == "down_revision" else [*before, *labels]
        near = difflib.get_close_matches(wanted, pool, n=3)
    if near:
        step = f"Did you mean {' or '.join(repr(each) for each in near)}?"
        if wanted not in labelled and not begun:
            step += f" Else bring the file of {wanted!r} back."
    else:
        step = f"Bring the file of {wanted!r} back, or correct {name} in this file."
    return HistoryError(
        f"{revision.place(name)}: {name} of {revision.id!r} names {wanted!r}, "
        "and no file has that id.",
        why=why,
        next_step=step,
        at=[revision.place(name)],
    )


def _with_descendants(
    revision: str, by_id: Mapping[str, Revision], labelled: Mapping[str, str]
) -> set[str]:
    """A revision and all that come after it, by what their files say."""
    children: dict[str, list[str]] = {}
    for each in by_id.values():
        for parent in (*each.down, *each.depends_on):
            children.setdefault(labelled.get(parent, parent), []).append(each.id)
    after, waiting = {revision}, [revision]
    while waiting:
        found = [each for each in children.get(waiting.pop(), ()) if each not in after]
        after.update(found)
        waiting += found
    return after


def cycle_error(
    by_id: Mapping[str, Revision],
    parents: Mapping[str, tuple[str, ...]],
    unordered: frozenset[str],
) -> HistoryError:
    """The error for revisions that wait for each other, with the files of one cycle."""
    # Every unordered revision still has an unordered parent: walking up must come round.
    walk = [min(unordered)]
    while True:
        up = min(each for each in parents[walk[-1]] if each in unordered)
        if up in walk:
            ring = walk[walk.index(up) :]
            break
        walk.append(up)
    names = " -> ".join(repr(each) for each in [*ring, ring[0]])
    name = "down_revision" if ring[1] in by_id[ring[0]].down else "depends_on"
    files = ", ".join(by_id[each].path or each for each in ring)
    return HistoryError(
        f"{by_id[ring[0]].place(name)}: revisions need each other in a circle: {names}.",
        why=f"None of them can run first: {files}.",
        next_step="Correct the down_revision or depends_on that points the wrong way.",
        at=[by_id[ring[0]].place(name)],
    )
