"""A history: the revisions of a project as a graph whose every edge has both ends."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from squash.history import symbols
from squash.history.checks import checked_labels, checked_parents, cycle_error, unique
from squash.history.revision import Revision

__all__ = ["History"]


@dataclass(frozen=True, slots=True)
class History:
    """A loadable set of revisions; made by `History.of`.

    Parameters
    ----------
    revisions : every revision by its id
    order : all ids, parents first; by creation date, then id, where the graph leaves a choice
    labelled : the id of the revision that declares each branch label
    """

    revisions: Mapping[str, Revision]
    order: tuple[str, ...]
    labelled: Mapping[str, str]
    _parents: Mapping[str, tuple[str, ...]]
    _children: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, revisions: Iterable[Revision]) -> History:
        """Join revisions to a graph.

        Raises
        ------
        HistoryError : none at all, a duplicate id or label, a missing parent or
            dependency, a revision that follows itself, a cycle
        """
        by_id = unique(revisions)
        labelled = checked_labels(by_id)
        parents = checked_parents(by_id, labelled)
        children: dict[str, list[str]] = {identifier: [] for identifier in by_id}
        for identifier, above in parents.items():
            for parent in above:
                children[parent].append(identifier)
        order = _order(by_id, parents, children)
        return cls(
            revisions=by_id,
            order=order,
            labelled=labelled,
            _parents=parents,
            _children={each: tuple(sorted(below)) for each, below in children.items()},
        )

    @property
    def bases(self) -> tuple[str, ...]:
        """Revisions without a `down_revision`, in order."""
        return tuple(each for each in self.order if not self.revisions[each].down)

    @property
    def heads(self) -> tuple[str, ...]:
        """Revisions that no `down_revision` names, in order; what `alembic heads` shows."""
        followed = {parent for each in self.revisions.values() for parent in each.down}
        return tuple(each for each in self.order if each not in followed)

    @property
    def merges(self) -> tuple[str, ...]:
        """Revisions with more than one `down_revision`, in order."""
        return tuple(each for each in self.order if len(self.revisions[each].down) > 1)

    def parents(self, identifier: str) -> tuple[str, ...]:
        """What a revision needs directly: `down_revision` and resolved `depends_on`."""
        return self._parents[identifier]

    def children(self, identifier: str) -> tuple[str, ...]:
        """The revisions that need this one directly, sorted by id."""
        return self._children[identifier]

    def ancestors(self, identifiers: Iterable[str]) -> frozenset[str]:
        """Everything the given revisions need, themselves included."""
        return _closure(identifiers, self._parents)

    def descendants(self, identifiers: Iterable[str]) -> frozenset[str]:
        """Everything that needs one of the given revisions, themselves included."""
        return _closure(identifiers, self._children)

    def sorted(self, identifiers: Iterable[str]) -> tuple[str, ...]:
        """The given ids in the order of the history."""
        wanted = frozenset(identifiers)
        return tuple(each for each in self.order if each in wanted)

    def resolve(self, symbol: str) -> str:
        """The one revision a person means.

        Parameters
        ----------
        symbol : an id, the beginning of one, a branch label, `head`, `label@head`, each
            also with `-N`: the revision N places earlier in the order of what it needs

        Raises
        ------
        CutError : nothing or more than one revision is meant
        """
        return symbols.resolve(self, symbol)


def _closure(start: Iterable[str], edges: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    seen = set(start)
    waiting = list(seen)
    while waiting:
        for each in edges[waiting.pop()]:
            if each not in seen:
                seen.add(each)
                waiting.append(each)
    return frozenset(seen)


def _order(
    by_id: Mapping[str, Revision],
    parents: Mapping[str, tuple[str, ...]],
    children: Mapping[str, list[str]],
) -> tuple[str, ...]:
    missing = {each: len(above) for each, above in parents.items()}
    ready = [_rank(by_id[each]) for each, count in missing.items() if not count]
    heapq.heapify(ready)
    order: list[str] = []
    while ready:
        _, identifier = heapq.heappop(ready)
        order.append(identifier)
        for child in children[identifier]:
            missing[child] -= 1
            if not missing[child]:
                heapq.heappush(ready, _rank(by_id[child]))
    if len(order) < len(by_id):
        raise cycle_error(by_id, parents, frozenset(by_id) - frozenset(order))
    return tuple(order)


def _rank(revision: Revision) -> tuple[str, str]:
    # Without the zone: generated dates rarely carry one, and only ties are broken by it.
    created = revision.created
    return (created.replace(tzinfo=None).isoformat() if created else ""), revision.id
