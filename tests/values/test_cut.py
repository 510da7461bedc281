"""A cut is clean or refused with the edges in the way, and policies choose the newest one."""

from __future__ import annotations

from datetime import date

import pytest

from squash.cut import Cut, NothingToDo, Policy, choose_cut, survey
from squash.errors import CutError
from squash.history import History
from tests.histories import chain, diamond, lineages, rev

TODAY = date(2026, 6, 30)


def demand(history: History, revision: str, *targets: str) -> Cut:
    """The cut at a demanded revision."""
    policy = Policy()
    chosen = choose_cut(history, revision=revision, policy=policy, targets=targets, today=TODAY)
    assert isinstance(chosen, Cut)
    return chosen


def refused(history: History, revision: str, *targets: str) -> CutError:
    """The error for a demanded revision; it says why and what next."""
    with pytest.raises(CutError) as caught:
        demand(history, revision, *targets)
    assert caught.value.why
    assert caught.value.next_step
    return caught.value


def choose(history: History, policy: Policy) -> Cut | NothingToDo:
    """The choice of a policy."""
    return choose_cut(history, revision=None, policy=policy, today=TODAY)


def chosen(history: History, policy: Policy) -> str:
    """The id a policy chooses, or its reason for none."""
    choice = choose(history, policy)
    return choice.revision if isinstance(choice, Cut) else choice.reason


def test_demand() -> None:
    """A demanded cut says what goes, what stays, and where else it could be cut."""
    assert demand(diamond(), "head-1") == Cut(
        revision="f",
        removed=("a", "b", "c", "d", "e", "f"),
        kept=("g",),
        targets=("g",),
        unproved=(),
        labels=("side",),
        reason="Revision 'f' was demanded (asked for as 'head-1').",
        clean_below="a",
        clean_above="g",
    )


def test_demand_of_the_head() -> None:
    """The cut may be the head: nothing is kept."""
    cut = demand(diamond(), "g")
    assert (cut.kept, cut.clean_above) == ((), None)
    assert cut.reason == "Revision 'g' was demanded."


def test_not_clean() -> None:
    """The refusal names file, line and edge, and the clean cuts below and above."""
    error = refused(diamond(), "d")
    assert error.what == (
        "Revision 'd' is not a clean cut: c.py:3: down_revision of 'c' needs 'a'."
    )
    assert error.next_step == "Cut elsewhere: --revision f (clean, above, removes 6)"


def test_not_clean_by_dependency() -> None:
    """A `depends_on` in the way is named as such; nothing above may be clean."""
    error = refused(lineages(), "c")
    assert error.what == "Revision 'c' is not a clean cut: y.py:5: depends_on of 'y' needs 'b'."
    assert error.next_step == "Cut elsewhere: --revision b (clean, below, removes 2)"


def test_many_edges() -> None:
    """Of many edges in the way the first three are shown.

    a - b, and c0 … c4 on a too
    """
    error = refused(
        History.of([rev("a"), rev("b", "a"), *(rev(f"c{n}", "a") for n in range(5))]), "b"
    )
    assert error.what.endswith("c2.py:3: down_revision of 'c2' needs 'a'; and 2 more.")
    assert "no clean cut" in error.next_step


def test_too_little() -> None:
    """A first revision alone is no demand worth granting."""
    error = refused(chain(3), "r000")
    assert "removes no more than that revision itself" in error.what
    assert error.next_step == "Cut later: --revision r001 (clean, above, removes 2)"


def test_targets() -> None:
    """Kept revisions that no target needs are listed as not proved."""
    cut = demand(lineages(), "b", "c")
    assert (cut.targets, cut.unproved) == (("c",), ("d", "x", "y", "z"))
    assert demand(lineages(), "b", "heads").unproved == ()
    assert demand(lineages(), "b").targets == ("d", "z")


def test_target_at_the_cut() -> None:
    """The cut itself may be where replays end."""
    assert demand(chain(4), "r002", "r002").unproved == ("r003",)


def test_removed_target() -> None:
    """A target that the cut removes is refused."""
    error = refused(chain(4), "r002", "r001")
    assert "The target 'r001' is one of the 3 revisions" in error.what


def test_unknown_target() -> None:
    """A target that does not exist is refused."""
    assert "no revision 'nope'" in refused(chain(4), "r002", "nope").what


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        (Policy(min_removed=2), "r009"),
        (Policy(keep=5, min_removed=2), "r024"),
        (Policy(keep=0, min_removed=2), "r029"),
        (Policy(min_age=90, min_removed=2), "r009"),
        (Policy(min_age=89, min_removed=2), "r010"),
        (Policy(min_age=90, keep=25, min_removed=2), "r004"),
        (Policy(tagged=frozenset(f"r{n:03}" for n in range(7)), min_removed=2), "r006"),
        (Policy(tagged=frozenset(f"r{n:03}" for n in range(7)), keep=1, min_removed=2), "r006"),
        (Policy(keep=5, min_removed=25), "r024"),
    ],
)
def test_policies(policy: Policy, expected: str) -> None:
    """The newest clean cut for which all limits hold; 20 are kept where none is given.

    r000 is 100 days old, r029 71.
    """
    assert expected == chosen(chain(30, oldest=100), policy)


def test_policy_sentence() -> None:
    """The reason names every limit that was given."""
    choice = choose(
        chain(30, oldest=100), Policy(keep=1, min_age=3, tagged=frozenset(chain(30).order))
    )
    assert choice.reason == (
        "The newest of 30 clean cuts that keep at least 1 revisions and remove only revisions "
        "older than 3 days and remove only revisions that the tag holds."
    )


def test_ties() -> None:
    """Of two lineages of one size the later one in the order is cut, always the same.

    a - b
    x - y
    """
    history = History.of([rev("x"), rev("y", "x"), rev("a"), rev("b", "a")])
    assert chosen(history, Policy(keep=0, min_removed=2)) == "y"


def test_undated_counts_as_young() -> None:
    """One removed revision without a date is enough for a policy of age to refuse."""
    history = History.of([rev("a"), rev("b", "a", age=500), rev("c", "b", age=400)])
    assert "without a Create Date, which counts as young" in chosen(
        history, Policy(min_age=30, min_removed=2)
    )


@pytest.mark.parametrize(
    ("length", "policy", "says"),
    [
        (
            30,
            Policy(keep=25),
            (
                "None of 30 clean cuts in 30 revisions removes at least 10 revisions where the "
                "cut must keep at least 25 revisions; the largest allowed one "
                "removes 5 (--min-removed 5). The smallest cut that is large enough is 'r009', "
                "which removes 10: it keeps 20 (--keep 20 would allow it)."
            ),
        ),
        (
            9,
            Policy(keep=0),
            (
                "The largest of 9 clean cuts removes 9 of 9 revisions, fewer than the 10 that make "
                "a squash worth while; --min-removed 9 would take it."
            ),
        ),
        (
            1,
            Policy(keep=0, min_removed=1),
            (
                "The largest of 1 clean cuts removes 1 of 1 revisions, fewer than the 2 that make "
                "a squash worth while."
            ),
        ),
        (
            30,
            Policy(min_age=120, min_removed=2),
            "its youngest is 99 days old (--min-age 98 would allow it).",
        ),
        (
            30,
            Policy(tagged=frozenset({"r000"}), min_removed=2),
            "revisions that the tag does not hold",
        ),
    ],
)
def test_nothing_to_do(length: int, policy: Policy, says: str) -> None:
    """Nothing worth doing says the numbers and what would change it."""
    assert says in chosen(chain(length, oldest=100), policy)


def test_what_would_change_it_does() -> None:
    """The flags that a refusal names make a cut."""
    assert chosen(chain(30), Policy(keep=20)) == "r009"
    assert chosen(chain(30, oldest=100), Policy(min_age=98, min_removed=2)) == "r001"


def test_survey() -> None:
    """A survey has the numbers, the files that would go and the clean cuts around."""
    history = diamond()
    seen = survey(history, demand(history, "f"), around=1)
    assert (
        seen.revisions,
        seen.bases,
        seen.heads,
        seen.merges,
        seen.clean,
    ) == (7, ("a",), ("g",), ("f",), 3)
    assert seen.files == ("a.py", "b.py", "c.py", "d.py", "e.py", "f.py")
    shown = [(each.revision, each.removes, each.keeps, each.chosen) for each in seen.nearby]
    assert shown == [("a", 1, 6, False), ("f", 6, 1, True), ("g", 7, 0, False)]


def test_survey_of_nothing() -> None:
    """Where nothing is worth doing, the newest clean cuts are shown and no file goes."""
    history = chain(9)
    choice = choose(history, Policy())
    seen = survey(history, choice, around=2)
    assert (None, (), choice.reason) == (seen.cut, seen.files, seen.reason)
    assert [each.revision for each in seen.nearby] == ["r006", "r007", "r008"]


@pytest.mark.parametrize(
    ("proposed", "policy", "revision"),
    [
        ("r030", Policy(keep=20), "r030"),
        ("r090", Policy(keep=20), "r079"),  # Too young by now, as somebody says keep more.
        ("r005", Policy(keep=20), "r079"),  # Too few to be worth it.
        ("gone", Policy(keep=20), "r079"),
    ],
)
def test_a_proposed_cut_is_kept_while_it_may_be_chosen(
    proposed: str, policy: Policy, revision: str
) -> None:
    """A longer history does not move a cut that people are looking at; a stricter policy does."""
    choice = choose_cut(chain(100), revision=None, policy=policy, today=TODAY, proposed=proposed)
    assert isinstance(choice, Cut)
    assert choice.revision == revision
    demanded = choose_cut(
        chain(100), revision="r050", policy=policy, today=TODAY, proposed=proposed
    )
    assert isinstance(demanded, Cut)
    assert demanded.revision == "r050"
