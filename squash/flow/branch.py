"""The branch of a lineage: what stands on its forge before a run touches it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from squash.outside.git.tip import read_tip
from squash.proposal.decision import Standing, refused_among
from squash.proposal.marker import find_marker
from squash.proposal.trailer import is_ours

if TYPE_CHECKING:
    from squash.flow.forge import Home
    from squash.outside.git.scratch import Scratch


def look(home: Home, scratch: Scratch, branch: str, base_sha: str) -> Standing:
    """What stands on a branch of ours, and which pull requests it has or had.

    Parameters
    ----------
    branch : its name
    base_sha : the commit that the base branch stands at, fetched

    Raises ``ForgeError``.
    """
    tip = home.remote.tips(branch).get(branch)
    pulls = [each for each in home.client.pulls(branch=branch) if each.own]
    known = [(each, find_marker(each.body, home.lineage)) for each in pulls]
    pull, marker = next((each for each in known if each[0].state == "open"), (None, None))
    recorded = marker.head if marker is not None else ""
    return Standing(
        branch=branch,
        tip=tip,
        pull=pull,
        marker=marker,
        refused=refused_among(tuple((each, found) for each, found in known if found is not None)),
        foreign=() if tip is None else _foreign(scratch, branch, tip, recorded, base_sha),
    )


def _foreign(
    scratch: Scratch, branch: str, tip: str, recorded: str, base_sha: str
) -> tuple[str, ...]:
    """Authors of the commits on the branch that are not ours, one for each."""
    if tip == recorded:
        return ()
    last = read_tip(scratch, scratch.fetch(branch))
    if is_ours(last.message, last.tree):
        return ()
    # What a button of the forge merged from the base is nobody's work.
    found = scratch.foreign(tip, recorded, base_sha)
    return tuple(each.author for each in found if not each.update)
