"""A symbol: what a person types to mean one revision."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from squash.errors import CutError

if TYPE_CHECKING:
    from squash.history.graph import History

_SHOWN = 5


def resolve(history: History, symbol: str) -> str:
    """The revision a symbol means; see `History.resolve`."""
    wanted = symbol.strip()
    if wanted in history.revisions:
        return wanted
    if wanted in ("heads", "base", "", "current"):
        raise CutError(
            f"{symbol!r} does not name one revision.",
            why="The cut is one revision of the history.",
            next_step=f"Name a revision: {_listed(history.heads)}",
        )
    name, minus, steps = wanted.rpartition("-")
    if minus and steps.isdecimal():
        return _earlier(history, wanted, resolve(history, name), int(steps))
    branch, at, rest = wanted.partition("@")
    if at:
        return _in_branch(history, wanted, branch, rest)
    if wanted == "head":
        return _only_head(history, wanted, history.heads)
    if wanted in history.labelled:
        return history.labelled[wanted]
    return _begun(history, wanted, history.order)


def _earlier(history: History, symbol: str, start: str, steps: int) -> str:
    needed = history.sorted(history.ancestors((start,)))
    if steps >= len(needed):
        raise CutError(
            f"{symbol!r} lies before the first revision.",
            why=f"{start!r} has {len(needed) - 1} revisions before it.",
            next_step=f"Take at most {len(needed) - 1} away.",
        )
    return needed[len(needed) - 1 - steps]


def _in_branch(history: History, symbol: str, branch: str, rest: str) -> str:
    if branch in history.labelled:
        root = history.labelled[branch]
    else:
        root = _begun(history, branch, history.order, labels=True)
    lineage = _lineage(history, root)
    if rest == "head":
        return _only_head(history, symbol, tuple(e for e in history.heads if e in lineage))
    if rest in lineage:
        return rest
    return _begun(history, rest, history.sorted(lineage))


def _lineage(history: History, root: str) -> frozenset[str]:
    """The revisions before and after one, by `down_revision` alone."""
    followers: dict[str, list[str]] = {each: [] for each in history.revisions}
    for revision in history.revisions.values():
        for parent in revision.down:
            followers[parent].append(revision.id)
    seen = {root}
    for upwards in (True, False):
        waiting = [root]
        while waiting:
            here = waiting.pop()
            near = history.revisions[here].down if upwards else followers[here]
            waiting += [each for each in near if each not in seen]
            seen.update(near)
    return frozenset(seen)


def _only_head(history: History, symbol: str, heads: tuple[str, ...]) -> str:
    if len(heads) == 1:
        return heads[0]
    raise CutError(
        f"{symbol!r} is not one revision: the history has {len(heads)} such heads.",
        why="The cut is one revision of the history.",
        next_step=f"Name one of them: {_listed(heads)}",
    )


def _begun(history: History, wanted: str, pool: tuple[str, ...], *, labels: bool = False) -> str:
    found = [each for each in pool if wanted and each.startswith(wanted)]
    if len(found) == 1:
        return found[0]
    if found:
        raise CutError(
            f"{wanted!r} is the beginning of {len(found)} revision ids.",
            why="The cut is one revision of the history.",
            next_step=f"Write more of it: {_listed(found)}",
        )
    kind = "branch" if labels else "revision"
    known = [*pool, *history.labelled, *(f"{each}@head" for each in history.labelled)]
    near = difflib.get_close_matches(wanted, known, n=3)
    raise CutError(
        f"There is no {kind} {wanted!r} in the history.",
        why="Neither an id nor the beginning of one, nor a branch label.",
        next_step=f"Did you mean {_listed(near)}?" if near else f"Heads: {_listed(history.heads)}",
    )


def _listed(names: tuple[str, ...] | list[str]) -> str:
    shown = ", ".join(names[:_SHOWN])
    return shown if len(names) <= _SHOWN else f"{shown} and {len(names) - _SHOWN} more"
