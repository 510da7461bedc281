"""What a pull request's revisions change about the squash of the history they join."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from squash.outcome import RevisionSummary

if TYPE_CHECKING:
    from squash.cut import Cut
    from squash.history import History
    from squash.proposal.marker import Marker


@dataclass(frozen=True, slots=True)
class Edge:
    """A revision of a pull request that needs one of the old part.

    Parameters
    ----------
    revision : its id
    parent : the old revision it needs, by down_revision or depends_on
    file, line : where it says so, relative to the project
    """

    revision: str
    parent: str
    file: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """What a pull request changes about a history, for the comment on it.

    Parameters
    ----------
    marker : what the comment remembers
    revisions : that it adds or edits, parents first
    edges : of them into what could be removed without it
    heads : all heads, where it adds one; else none
    could_go : how many revisions could be removed without it
    base_reads : where the merge cannot be read, whether its base can; None where it can be
    run_url : page of the job; empty outside of one
    """

    marker: Marker
    revisions: tuple[RevisionSummary, ...] = ()
    edges: tuple[Edge, ...] = ()
    heads: tuple[str, ...] = ()
    could_go: int = 0
    base_reads: bool | None = None
    run_url: str = ""


def changed_by(
    marker: Marker, before: History, after: History, cut: Cut | None, run_url: str = ""
) -> Changed:
    """Compare the history without a pull request with the one that has it.

    Parameters
    ----------
    marker, run_url : as in Changed
    before : the history of the branch it is to be merged into
    after : that of the merge
    cut : that would be chosen in `before`; None where nothing is worth doing there
    """
    own = [
        each
        for each in after.order
        if each not in before.revisions
        or before.revisions[each].sha256 != after.revisions[each].sha256
    ]
    old = frozenset(cut.removed) - {cut.revision} if cut else frozenset[str]()
    edges = [
        _edge(after, each, parent)
        for each in own
        if each not in old
        for parent in after.parents(each)
        if parent in old and not _named(before, each, parent)
    ]
    return Changed(
        marker=marker,
        revisions=RevisionSummary.of(after, own),
        edges=tuple(edges),
        heads=after.heads if len(after.heads) > len(before.heads) else (),
        could_go=len(cut.removed) if cut else 0,
        run_url=run_url,
    )


def _named(history: History, revision: str, parent: str) -> bool:
    return revision in history.revisions and parent in history.parents(revision)


def _edge(history: History, revision: str, parent: str) -> Edge:
    found = history.revisions[revision]
    place = found.place("down_revision" if parent in found.down else "depends_on")
    return Edge(revision, parent, place.file, place.line)
