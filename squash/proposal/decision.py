"""A decision: what is to be done with the one pull request of a lineage after a run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from squash.proposal.marker import ENDED, WITHDRAWN

if TYPE_CHECKING:
    from squash.outcome import Result
    from squash.proposal.marker import Marker
    from squash.proposal.pull import Pull

Deed = Literal[
    "create", "update", "unchanged", "close", "respect", "foreign", "withdraw", "nothing"
]
_SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What stands on the forge for a lineage.

    Parameters
    ----------
    branch : that a proposal of it lies on
    tip : the commit it stands at, None where there is no such branch
    pull : the open pull request of that branch, None where there is none
    marker : what it remembers; None where there is none, or somebody took it away
    refused : the newest pull request of it that somebody closed unmerged, and what it remembers
    foreign : authors of the commits on the branch that are not ours, one for each
    """

    branch: str
    tip: str | None = None
    pull: Pull | None = None
    marker: Marker | None = None
    refused: tuple[Pull, Marker] | None = None
    foreign: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a run found out, as far as it decides.

    Parameters
    ----------
    result : of the outcome
    cut : the revision that becomes the baseline, empty where there is none
    change : a hash of the change, volatile literals aside; empty where there is none
    removed : how many revisions go
    words : a hash of the title and the text that are asked for, empty where none are
    base, base_sha : the branch that it is to be merged into, and its commit that was proved
    """

    result: Result
    cut: str = ""
    change: str = ""
    removed: int = 0
    words: str = ""
    base: str = ""
    base_sha: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """What is to be done.

    Parameters
    ----------
    deed : ``create``, ``update``, ``unchanged`` (it says all this already), ``close`` (nothing
        is left to squash), ``respect`` (somebody closed this very proposal), ``foreign`` (the
        branch has commits of others), ``withdraw`` (its proof does not hold any more), or
        ``nothing``
    reason : one sentence
    """

    deed: Deed
    reason: str


def decide(standing: Standing, found: Found, *, min_removed: int, force: bool = False) -> Decision:
    """What a run does with the pull request of its lineage.

    Parameters
    ----------
    standing : what is there
    found : what the run found out
    min_removed : so many revisions more or less make a refused proposal another one
    force : whether refusals and commits of others are overridden
    """
    if found.result not in ("squashed", "nothing-to-do"):
        return _failed(standing, found)
    if found.result == "nothing-to-do":
        return _nothing_left(standing)
    if standing.foreign and not force:
        return Decision("foreign", _of_others(standing))
    if standing.pull is None:
        return _proposed(standing, found, min_removed, force)
    return _again(standing, standing.pull, standing.marker, found)


def _is_ours(standing: Standing) -> bool:
    """Whether the open pull request remembers a run, or has nothing but what one pushed."""
    return standing.marker is not None or not standing.foreign


def _failed(standing: Standing, found: Found) -> Decision:
    if standing.pull is None or not _is_ours(standing):
        return Decision("nothing", "There is nothing to propose.")
    return Decision(
        "withdraw",
        f"{standing.pull.name} was proved on an earlier commit, and this run was "
        f"{'blocked' if found.result == 'blocked' else 'not able to prove it'}.",
    )


def _nothing_left(standing: Standing) -> Decision:
    if standing.pull is None or not _is_ours(standing):
        return Decision("nothing", "There is nothing to propose.")
    return Decision("close", f"Nothing is left that {standing.pull.name} would squash.")


def _proposed(standing: Standing, found: Found, min_removed: int, force: bool) -> Decision:
    """Where no proposal is open."""
    if standing.refused is not None and not force:
        pull, marker = standing.refused
        grown = abs(found.removed - marker.removed)
        if found.change == marker.result or grown < min_removed:
            return Decision(
                "respect",
                f"{pull.name} proposed this and was closed unmerged. It is proposed again "
                f"when {min_removed} revisions more would go (now {grown}), or with force.",
            )
    return Decision("create", f"None was open for {standing.branch}.")


def _again(standing: Standing, pull: Pull, marker: Marker | None, found: Found) -> Decision:
    """Where a proposal is open and may be changed."""
    name = pull.name
    if standing.foreign:
        return Decision("update", f"{name} is taken over by force.")
    if marker is None:
        return Decision("update", f"{name} was opened by hand for what this tool pushed.")
    if marker.state == WITHDRAWN:
        return Decision("update", f"{name} was made a draft, and is proved again.")
    if marker.cut != found.cut:
        return Decision("update", f"{name} was about another cut, {marker.cut}.")
    if marker.result != found.change:
        return Decision("update", f"{name} has another baseline.")
    if pull.base != found.base:
        return Decision("update", f"{name} was to be merged into {pull.base}.")
    if marker.base != found.base_sha:
        return Decision("update", f"{found.base} has moved since {name} was proved.")
    if marker.head != standing.tip:
        return Decision("update", f"{name} tells of another commit than its branch stands at.")
    if marker.words != found.words:
        return Decision("update", f"{name} is to have another title or text.")
    return Decision("unchanged", f"{name} says all this already.")


def _of_others(standing: Standing) -> str:
    names = tuple(dict.fromkeys(standing.foreign))
    more = len(names) - _SHOWN
    shown = ", ".join(names[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
    return f"{standing.branch} has commits by {shown}, which nothing overwrites without force."


def refused_among(pulls: tuple[tuple[Pull, Marker], ...]) -> tuple[Pull, Marker] | None:
    """The newest pull request that somebody closed unmerged, unless a later one was merged.

    Parameters
    ----------
    pulls : the closed ones of a lineage with what they remember, in any order
    """
    closed = [each for each in pulls if each[0].state == "closed" and each[1].state != ENDED]
    newest = max(closed, key=lambda each: each[0].number, default=None)
    return None if newest is None or newest[0].merged else newest
