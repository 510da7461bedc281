"""A survey: the numbers of a history, the cut that would be taken, and the clean cuts nearby."""

from __future__ import annotations

from dataclasses import dataclass

from squash.cut.choice import Cut, NothingToDo
from squash.cut.clean import clean_sizes
from squash.history import History


@dataclass(frozen=True, slots=True)
class CleanCut:
    """One place where the history can be cut: its id, file, first docstring line and effect."""

    revision: str
    path: str
    doc: str
    removes: int
    keeps: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Survey:
    """What there is to say about a history without any database.

    Parameters
    ----------
    revisions : how many there are
    bases, heads, merges : their ids, in order
    clean : how many clean cuts there are
    cut : the one that would be taken, None where nothing is worth doing
    reason : why this one, or why none
    files : paths of the files that would go, parents first; X's own file, which the
        baseline replaces, is the last
    nearby : clean cuts below, at and above the cut, by the number they remove
    """

    revisions: int
    bases: tuple[str, ...]
    heads: tuple[str, ...]
    merges: tuple[str, ...]
    clean: int
    cut: Cut | None
    reason: str
    files: tuple[str, ...]
    nearby: tuple[CleanCut, ...]


def survey(history: History, choice: Cut | NothingToDo, around: int = 3) -> Survey:
    """Describe a history and a choice made in it.

    Parameters
    ----------
    history : the graph
    choice : what `choose_cut` answered
    around : how many clean cuts to show on each side; without a cut the newest ones
    """
    sizes = clean_sizes(history)
    cut = choice if isinstance(choice, Cut) else None
    removed = () if cut is None else cut.removed
    by_size = sorted(sizes, key=lambda each: sizes[each])
    middle = by_size.index(cut.revision) if cut is not None else len(by_size) - 1
    shown = by_size[max(0, middle - around) : middle + around + 1]
    total = len(history.order)
    return Survey(
        revisions=total,
        bases=history.bases,
        heads=history.heads,
        merges=history.merges,
        clean=len(sizes),
        cut=cut,
        reason=choice.reason,
        files=tuple(history.revisions[each].path for each in removed),
        nearby=tuple(
            CleanCut(
                revision=each,
                path=history.revisions[each].path,
                doc=history.revisions[each].doc,
                removes=sizes[each],
                keeps=total - sizes[each],
                chosen=cut is not None and each == cut.revision,
            )
            for each in shown
        ),
    )
