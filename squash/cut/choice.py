"""The choice of a cut: a demanded revision, or the newest clean cut that policies allow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from squash.cut.clean import clean_sizes
from squash.cut.policy import DEFAULT_KEEP, Policy, allowed, nothing_allowed
from squash.errors import At, CutError
from squash.history import History

__all__ = ["Cut", "NothingToDo", "Policy", "choose_cut", "neighbours"]

_LEAST = 2
_SHOWN_EDGES = 3


@dataclass(frozen=True, slots=True)
class Cut:
    """A clean cut and what it does to the history.

    Parameters
    ----------
    revision : id of X, which becomes the baseline
    removed : ids of X and its ancestors, parents first
    kept : all other ids, parents first
    targets : ids where replays end
    unproved : kept ids that no target needs, parents first
    labels : all branch labels of the removed revisions
    reason : one sentence, why this one
    clean_below : the nearest clean cut that removes less, on the way to X
    clean_above : the nearest clean cut that removes more, beyond X
    """

    revision: str
    removed: tuple[str, ...]
    kept: tuple[str, ...]
    targets: tuple[str, ...]
    unproved: tuple[str, ...]
    labels: tuple[str, ...]
    reason: str
    clean_below: str | None
    clean_above: str | None


@dataclass(frozen=True, slots=True)
class NothingToDo:
    """No cut is worth making, and why, with numbers and what would change it."""

    reason: str


def choose_cut(
    history: History,
    *,
    revision: str | None,
    policy: Policy,
    targets: tuple[str, ...] = (),
    today: date,
    proposed: str | None = None,
) -> Cut | NothingToDo:
    """Choose where to cut.

    Parameters
    ----------
    history : the graph
    revision : a symbol (`History.resolve`) that demands one cut; policies are then ignored
    policy : what must hold for a cut that nobody demanded
    targets : symbols where replays end; all heads when empty or `heads`
    today : the day that ages are counted from
    proposed : the cut of an open proposal, which is kept as long as it is one that may be chosen

    Raises
    ------
    CutError : the demanded cut does not exist, is not clean or removes less than two
        revisions; a target is removed
    """
    ends = _targets(history, targets)
    sizes = clean_sizes(history)
    if revision is not None:
        chosen = history.resolve(revision)
        _demand(history, chosen, sizes)
        asked = "" if chosen == revision else f" (asked for as {revision!r})"
        return _cut(history, chosen, ends, sizes, f"Revision {chosen!r} was demanded{asked}.")
    if policy.keep is None and policy.min_age is None and policy.tagged is None:
        policy = Policy(keep=DEFAULT_KEEP, min_removed=policy.min_removed)
    least = max(_LEAST, policy.min_removed)
    holding = allowed(history, sizes, policy, today)
    worth = [each for each in holding if sizes[each] >= least]
    if not worth:
        return NothingToDo(nothing_allowed(history, sizes, policy, today, holding, least))
    if proposed in worth:
        reason = f"Proposed already, and one of the clean cuts that {policy.sentence()}."
        return _cut(history, proposed, ends, sizes, reason)
    at = {identifier: index for index, identifier in enumerate(history.order)}
    newest = max(worth, key=lambda each: (sizes[each], at[each]))
    reason = f"The newest of {len(sizes)} clean cuts that {policy.sentence()}."
    return _cut(history, newest, ends, sizes, reason)


def neighbours(
    history: History, revision: str, sizes: Mapping[str, int]
) -> tuple[str | None, str | None]:
    """The nearest clean cuts (below, above): among the ancestors, among the descendants."""
    before = history.ancestors((revision,)) - {revision}
    after = history.descendants((revision,)) - {revision}
    # Ties (two lineages) go to the later one below and to the earlier one above.
    below = max(reversed([e for e in sizes if e in before]), key=lambda e: sizes[e], default=None)
    above = min((e for e in sizes if e in after), key=lambda e: sizes[e], default=None)
    return below, above


def _targets(history: History, targets: tuple[str, ...]) -> tuple[str, ...]:
    if not targets or targets == ("heads",):
        return history.heads
    return history.sorted(history.resolve(each) for each in targets)


def _demand(history: History, revision: str, sizes: Mapping[str, int]) -> None:
    below, above = neighbours(history, revision, sizes)
    if revision not in sizes:
        edges = _edges_in_the_way(history, revision)
        shown = "; ".join(sentence for _, sentence in edges[:_SHOWN_EDGES])
        more = len(edges) - _SHOWN_EDGES
        raise CutError(
            f"Revision {revision!r} is not a clean cut: "
            f"{shown if more <= 0 else f'{shown}; and {more} more'}.",
            why="Alembic could not load the folder any more: a kept revision would name one "
            "that is gone.",
            next_step=f"Cut elsewhere: {_nearest(below, above, sizes)}",
            at=[place for place, _ in edges],
        )
    if sizes[revision] < _LEAST:
        raise CutError(
            f"Cutting at {revision!r} removes no more than that revision itself.",
            why="It is the first of its history; a baseline in its place would gain nothing.",
            next_step=f"Cut later: {_nearest(None, above, sizes)}",
        )


def _edges_in_the_way(history: History, revision: str) -> list[tuple[At, str]]:
    """Every edge from a kept revision into the removed ones: where it stands, and a sentence."""
    removed = history.ancestors((revision,))
    found = []
    for inside in history.sorted(removed - {revision}):
        for child in history.children(inside):
            if child not in removed:
                kept = history.revisions[child]
                name = "down_revision" if inside in kept.down else "depends_on"
                place = kept.place(name)
                found.append((place, f"{place}: {name} of {child!r} needs {inside!r}"))
    return found


def _nearest(below: str | None, above: str | None, sizes: Mapping[str, int]) -> str:
    near = [
        f"--revision {each} (clean, {side}, removes {sizes[each]})"
        for each, side in ((below, "below"), (above, "above"))
        if each is not None and sizes[each] >= _LEAST
    ]
    return " or ".join(near) or "no clean cut on its line removes two revisions or more."


def _cut(
    history: History, revision: str, targets: tuple[str, ...], sizes: Mapping[str, int], why: str
) -> Cut:
    gone = history.ancestors((revision,))
    lost = [each for each in targets if each in gone and each != revision]
    if lost:
        raise CutError(
            f"The target {lost[0]!r} is one of the {len(gone)} revisions that a cut at "
            f"{revision!r} removes.",
            why="A replay of the squashed history cannot end at a revision that is gone.",
            next_step=f"Give a --target at {revision!r} or later, or cut at {lost[0]!r} "
            "or earlier.",
        )
    needed = history.ancestors(targets)
    below, above = neighbours(history, revision, sizes)
    removed = history.sorted(gone)
    kept = tuple(each for each in history.order if each not in gone)
    return Cut(
        revision=revision,
        removed=removed,
        kept=kept,
        targets=targets,
        unproved=tuple(each for each in kept if each not in needed),
        labels=tuple(label for each in removed for label in history.revisions[each].labels),
        reason=why,
        clean_below=below,
        clean_above=above,
    )
