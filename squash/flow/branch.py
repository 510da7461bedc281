"""The branch of a lineage: what stands on its forge before a run touches it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from squash.errors import UsageError
from squash.outside.git.tip import read_tip
from squash.proposal.decision import Standing, refused_among
from squash.proposal.marker import find_marker, lineages
from squash.proposal.trailer import is_ours

if TYPE_CHECKING:
    from collections.abc import Sequence

    from squash.flow.forge import Home
    from squash.outside.git.scratch import Scratch
    from squash.proposal.pull import Pull


def look(home: Home, scratch: Scratch, branch: str, base_sha: str) -> Standing:
    """What stands on a branch of ours, and which pull requests it has or had.

    Parameters
    ----------
    branch : its name
    base_sha : the commit that the base branch stands at, fetched

    Raises ``ForgeError``, and ``UsageError`` where the branch is that of another lineage.
    """
    tip = home.remote.tips(branch).get(branch)
    pulls = [each for each in home.client.pulls(branch=branch) if each.own]
    known = [(each, find_marker(each.body, home.lineage)) for each in pulls]
    pull, marker = next((each for each in known if each[0].state == "open"), (None, None))
    if pull is not None and marker is None:
        _refuse_shared(pull, branch)
    ours = [found.head for _, found in known if found is not None]
    merged = any(each.merged and each.sha == tip for each, _ in known)
    return Standing(
        branch=branch,
        tip=tip,
        pull=pull,
        marker=marker,
        refused=refused_among(tuple((each, found) for each, found in known if found is not None)),
        foreign=() if tip is None or merged else _foreign(scratch, branch, tip, ours, base_sha),
    )


def _refuse_shared(pull: Pull, branch: str) -> None:
    others = lineages(pull.body)
    if others:
        raise UsageError(
            f"{branch} is the branch of another history: {pull.name} proposes to squash that "
            f"of {others[0]}.",
            why="Two histories on one branch would overwrite each other again and again.",
            next_step=f"Give this one a branch of its own: branch; or close {pull.name}.",
        )


def _foreign(
    scratch: Scratch, branch: str, tip: str, ours: Sequence[str], base_sha: str
) -> tuple[str, ...]:
    """Authors of the commits on the branch that are not ours, one for each.

    Parameters
    ----------
    ours : commits that were pushed for its pull requests, the newest first
    """
    if tip in ours:
        return ()
    last = read_tip(scratch, scratch.fetch(branch))
    if is_ours(last.message, last.tree):
        return ()
    # What a button of the forge merged from the base is nobody's work.
    found = scratch.foreign(tip, next(iter(ours), ""), base_sha)
    return tuple(each.author for each in found if not each.update)
