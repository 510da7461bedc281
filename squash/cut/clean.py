"""A clean cut: a revision through which every path from its ancestors leads."""

from __future__ import annotations

from collections.abc import Mapping

from squash.history import History


def clean_cuts(history: History) -> tuple[str, ...]:
    """All clean cuts in the order of the history.

    A cut X is clean when every edge (`down_revision` or resolved `depends_on`) from a kept
    revision into the ancestors of X ends in X itself.
    """
    return tuple(clean_sizes(history))


def clean_sizes(history: History) -> dict[str, int]:
    """How many revisions each clean cut removes, itself included, in the order of the history."""
    # X is clean exactly when X post-dominates its ancestors: from each of them every way
    # forward passes X. So the ancestors must all lie in X's part of the post-dominator tree.
    at = {identifier: index for index, identifier in enumerate(history.order)}
    above = _post_dominators(history, at)
    sizes = _sizes(above)
    starts = _starts(above, sizes)
    lowest, highest = list(starts), list(starts)
    found: dict[str, int] = {}
    for index, identifier in enumerate(history.order):
        for parent in history.parents(identifier):
            lowest[index] = min(lowest[index], lowest[at[parent]])
            highest[index] = max(highest[index], highest[at[parent]])
        start, size = starts[index], sizes[index]
        if start <= lowest[index] and highest[index] < start + size:
            found[identifier] = size
    return found


def _post_dominators(history: History, at: Mapping[str, int]) -> list[int]:
    """For each position its immediate post-dominator; the last position is the end of all."""
    end = len(history.order)
    above = [end] * (end + 1)
    depth = [0] * (end + 1)
    # A second, longer step up the tree keeps the search for a common ancestor logarithmic.
    jump = [end] * (end + 1)
    for index in range(end - 1, -1, -1):
        below = [at[child] for child in history.children(history.order[index])]
        meet = below[0] if below else end
        for other in below[1:]:
            meet = _meet(meet, other, above, depth, jump)
        above[index] = meet
        depth[index] = depth[meet] + 1
        far = jump[meet]
        even = depth[meet] - depth[far] == depth[far] - depth[jump[far]]
        jump[index] = jump[far] if even else meet
    return above


def _meet(one: int, other: int, above: list[int], depth: list[int], jump: list[int]) -> int:
    if depth[one] < depth[other]:
        one, other = other, one
    while depth[one] > depth[other]:
        one = jump[one] if depth[jump[one]] >= depth[other] else above[one]
    while one != other:
        if jump[one] != jump[other]:
            one, other = jump[one], jump[other]
        else:
            one, other = above[one], above[other]
    return one


def _sizes(above: list[int]) -> list[int]:
    """Nodes in each part of the tree; what dominates stands later, so one pass is enough."""
    sizes = [1] * len(above)
    for index in range(len(above) - 1):
        sizes[above[index]] += sizes[index]
    return sizes


def _starts(above: list[int], sizes: list[int]) -> list[int]:
    """Preorder number of each node: a part of the tree is one range of numbers."""
    end = len(above) - 1
    starts = [0] * len(above)
    free = [1] * len(above)
    for index in range(end - 1, -1, -1):
        starts[index] = free[above[index]]
        free[above[index]] += sizes[index]
        free[index] = starts[index] + 1
    return starts
