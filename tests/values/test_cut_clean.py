"""Clean cuts are found on any graph exactly where the definition says, and fast."""

from __future__ import annotations

import random

import pytest

from squash.cut import clean_cuts
from squash.history import History, Revision
from tests.histories import chain, diamond, lineages, rev


def is_clean(history: History, cut: str) -> bool:
    """The definition, word by word: every kept edge into the ancestors ends in the cut."""
    removed = history.ancestors([cut])
    kept = set(history.order) - removed
    return all(
        parent == cut for each in kept for parent in history.parents(each) if parent in removed
    )


def test_linear() -> None:
    """Every revision of a line is a clean cut."""
    assert clean_cuts(chain(4)) == ("r000", "r001", "r002", "r003")


def test_merge() -> None:
    """Between branch point and merge nothing is clean; before and after everything is."""
    assert clean_cuts(diamond()) == ("a", "f", "g")


def test_two_lineages() -> None:
    """A dependency between lineages makes what it needs the last clean cut below it.

    `c` and `d` are not clean (y needs b); `y` is not (c needs b); `x` is.
    """
    assert clean_cuts(lineages()) == ("a", "b", "x")


def test_separate_heads() -> None:
    """A cut in one lineage whose ancestors nobody else needs is clean.

    a - b - c
         \\- d
    x - y
    """
    given = [rev("a"), rev("b", "a"), rev("c", "b"), rev("d", "b"), rev("x"), rev("y", "x")]
    assert clean_cuts(History.of(given)) == ("a", "b", "x", "y")


def any_history(seed: int) -> History:
    """A random graph of up to 14 revisions, with merges and dependencies."""
    dice = random.Random(seed)
    made: list[Revision] = []
    for number in range(dice.randint(1, 14)):
        names = [each.id for each in made]
        some = [dice.sample(names, min(len(names), dice.choice((0, 1, 1, 1, 2)))) for _ in "ab"]
        needs = tuple(some[1]) if dice.random() < 0.3 else ()
        made.append(rev(f"n{number:02}", *some[0], depends_on=needs))
    return History.of(made)


def test_clean_by_definition() -> None:
    """The fast way to all clean cuts agrees with the definition on any graph."""
    for seed in range(300):
        history = any_history(seed)
        expected = tuple(each for each in history.order if is_clean(history, each))
        assert clean_cuts(history) == expected, seed


def test_what_is_kept_still_loads() -> None:
    """After any clean cut the kept revisions and the baseline are a history."""
    for history in map(any_history, range(100)):
        for cut in clean_cuts(history):
            removed = history.ancestors([cut])
            kept = [history.revisions[each] for each in history.order if each not in removed]
            assert set(History.of([rev(cut), *kept]).order) == {cut, *history.order} - (
                removed - {cut}
            )


def ladder(rungs: int) -> History:
    """A chain of branches and merges: m0 - (l1, r1) - m1 - (l2, r2) - m2 …"""
    made = [rev("m00000")]
    for number in range(1, rungs):
        before, left, right = f"m{number - 1:05}", f"l{number:05}", f"r{number:05}"
        made += [rev(left, before), rev(right, before), rev(f"m{number:05}", left, right)]
    return History.of(made)


def rails(length: int) -> History:
    """Two lines that never meet, each revision of the one needing its twin of the other."""
    made = [rev("a00000"), rev("b00000")]
    for number in range(1, length):
        made.append(rev(f"a{number:05}", f"a{number - 1:05}"))
        made.append(rev(f"b{number:05}", f"b{number - 1:05}", depends_on=(f"a{number:05}",)))
    return History.of(made)


@pytest.mark.parametrize(
    ("history", "expected"),
    [(chain(3000), 3000), (ladder(1000), 1000), (rails(1500), 4)],
    ids=["chain", "ladder", "rails"],
)
def test_thousands_of_any_shape(history: History, expected: int) -> None:
    """Thousands of revisions are no matter, also where nothing is clean."""
    found = clean_cuts(history)
    assert expected == len(found)
