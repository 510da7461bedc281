"""A set of revisions is a graph with bases, heads and an order, or an error that says why not."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from squash.errors import CutError, HistoryError
from squash.history import History, Revision


def rev(
    name: str, *down: str, needs: tuple[str, ...] = (), labels: tuple[str, ...] = ()
) -> Revision:
    """A revision `name` in the file `name.py`, its assignments in lines 2 to 5."""
    places = (("revision", 2), ("down_revision", 3), ("branch_labels", 4), ("depends_on", 5))
    path = f"{name}.py"
    return Revision(name, down=down, depends_on=needs, labels=labels, path=path, places=places)


def diamond() -> History:
    """Two branches, merged; a base of its own whose head depends on one branch.

    a1 - b1 - d1 (merge) - e1
       \\     /
        c1 --        x1 - y1 (label extra on x1; y1 depends on c1)
    """
    return History.of(
        [
            rev("e1", "d1"),
            rev("d1", "b1", "c1"),
            rev("c1", "a1", labels=("side",)),
            rev("b1", "a1"),
            rev("a1"),
            rev("y1", "x1", needs=("side",)),
            rev("x1", labels=("extra",)),
        ]
    )


def refused(*revisions: Revision) -> HistoryError:
    """The error for a set of revisions; it says why and what next."""
    with pytest.raises(HistoryError) as caught:
        History.of(revisions)
    assert caught.value.why
    assert caught.value.next_step
    return caught.value


def test_shape() -> None:
    """Bases, heads and merges count `down_revision` alone, as Alembic's commands do."""
    history = diamond()
    assert (history.bases, history.heads, history.merges) == (("a1", "x1"), ("e1", "y1"), ("d1",))


def test_edges() -> None:
    """Parents and children count `depends_on`, by the revision behind a label."""
    history = diamond()
    assert history.parents("y1") == ("x1", "c1")
    assert history.children("c1") == ("d1", "y1")


def test_closures() -> None:
    """Ancestors and descendants follow every edge and include the start."""
    history = diamond()
    assert history.ancestors(["y1"]) == {"a1", "c1", "x1", "y1"}
    assert history.descendants(["c1"]) == {"c1", "d1", "e1", "y1"}


def test_order() -> None:
    """Parents come first; ids decide where nothing else does."""
    assert diamond().order == ("a1", "b1", "c1", "d1", "e1", "x1", "y1")


def test_order_by_date() -> None:
    """Dates decide between revisions that do not need each other.

    base - young (2021)
         \\- old (2020)
    """

    def dated(name: str, year: int, *down: str) -> Revision:
        return Revision(name, down=down, created=datetime(year, 1, 1, tzinfo=UTC))

    given = [dated("base", 2019), dated("a_young", 2021, "base"), dated("z_old", 2020, "base")]
    assert History.of(given).order == ("base", "z_old", "a_young")


def test_long_history() -> None:
    """Depth is no matter of recursion."""
    chain = [rev("0"), *(rev(str(each), str(each - 1)) for each in range(1, 5000))]
    assert len(History.of(chain).ancestors(["4999"])) == 5000


@pytest.mark.parametrize(
    ("symbol", "expected"),
    [
        ("d1", "d1"),
        ("abc", "abcdef"),
        (" abcdef ", "abcdef"),
        ("side@head", "y1"),
        ("side", "c1"),
        ("side@head-2", "b1"),
        ("abcdef-1", "d1"),
        ("side@y1", "y1"),
        ("c1@head", "y1"),
        ("abcdef-0", "abcdef"),
    ],
)
def test_resolve(symbol: str, expected: str) -> None:
    """Ids, beginnings, labels, branch heads and steps back each mean one revision.

    a1 - b1 - d1 - abcdef       side is the label of c1
     \\- c1 - y1
    """
    history = History.of(
        [
            rev("a1"),
            rev("b1", "a1"),
            rev("d1", "b1"),
            rev("abcdef", "d1"),
            rev("c1", "a1", labels=("side",), needs=("b1",)),
            rev("y1", "c1"),
        ]
    )
    assert expected == history.resolve(symbol)


@pytest.mark.parametrize(
    ("revisions", "step"),
    [
        ([rev("r004"), rev("r006", "r005"), rev("r007", "r006")], "Did you mean 'r004'?"),
        ([rev("r006", "r005"), rev("r007", "r006")], "Bring the file of 'r005' back"),
        ([rev("r006", "r00"), rev("r007", "r006")], "Bring the file of 'r00' back"),
        ([rev("r006", needs=("r005",)), rev("x", labels=("r05",)),
          rev("r007", "r006", labels=("r05x",))], "Did you mean 'r05'?"),
    ],
)  # fmt: skip
def test_what_comes_after_a_revision_is_not_offered_as_its_parent(
    revisions: list[Revision], step: str
) -> None:
    """That would close a circle: better to be told of the missing file."""
    with pytest.raises(HistoryError) as caught:
        History.of(revisions)
    assert caught.value.next_step.startswith(step)


def test_resolve_head() -> None:
    """`head` is the only head, and `head-N` counts back from it."""
    history = History.of([rev("a1"), rev("b1", "a1"), rev("c1", "b1")])
    assert tuple(map(history.resolve, ("head", "head-1", "head-2"))) == ("c1", "b1", "a1")


@pytest.mark.parametrize(
    ("symbol", "what", "next_step"),
    [
        ("head", "'head' is not one revision: the history has 2 such heads", "e1, y1"),
        ("heads", "'heads' does not name one revision", "e1, y1"),
        ("base", "'base' does not name one revision", "e1, y1"),
        ("", "'' does not name one revision", "e1, y1"),
        ("e11", "There is no revision 'e11'", "Did you mean e1?"),
        ("qqqqqq", "There is no revision 'qqqqqq'", "Heads: e1, y1"),
        ("extre@head", "There is no branch 'extre'", "extra"),
        ("e1-9", "'e1-9' lies before the first revision", "at most 4"),
        ("side@head", "'side@head' is not one revision", "Name one of them: "),
        ("side@b", "There is no revision 'b'", "Heads: "),
    ],
)
def test_resolve_refused(symbol: str, what: str, next_step: str) -> None:
    """A symbol that means none or several is refused with what may be meant."""
    history = diamond()
    if symbol == "side@head":
        history = History.of([*history.revisions.values(), rev("f1", "c1")])
    with pytest.raises(CutError) as caught:
        history.resolve(symbol)
    assert what in caught.value.what
    assert next_step in caught.value.next_step


def test_ambiguous_prefix() -> None:
    """The beginning of several ids is refused, and the first few are named."""
    history = History.of([rev(f"ab{each}") for each in range(7)])
    with pytest.raises(CutError) as caught:
        history.resolve("ab")
    assert caught.value.what == "'ab' is the beginning of 7 revision ids."
    assert caught.value.next_step == "Write more of it: ab0, ab1, ab2, ab3, ab4 and 2 more"


@pytest.mark.parametrize(
    ("given", "what", "next_step"),
    [
        ([], "The history has no revision.", "script_location"),
        (
            [rev("a"), Revision("a", path="copy.py")],
            "copy.py:1",
            "Remove the copy",
        ),
        (
            [rev("a", labels=("x",)), rev("b", labels=("x",))],
            "b.py:4: the branch label 'x' is also a label of a.py.",
            "Remove the label",
        ),
        (
            [rev("a"), rev("b", labels=("a",))],
            "b.py:4: the branch label 'a' is also the id of a.py.",
            "Remove the label",
        ),
        (
            [rev("abcdef"), rev("b", "abcdeg")],
            "b.py:3: down_revision of 'b' names 'abcdeg', and no file has that id.",
            "Did you mean 'abcdef'?",
        ),
        ([rev("a"), rev("b", "zzzzz")], "b.py:3: down_revision", "Bring the file of 'zzzzz' back"),
        ([rev("a"), rev("b", "")], "b.py:3: down_revision of 'b' names ''", "Bring the file"),
        ([rev("abcdef"), rev("b", "abc")], "b.py:3: down_revision", "mean 'abcdef'?"),
        (
            [rev("abcdef", labels=("x",)), rev("b", "x")],
            "b.py:3: down_revision",
            "mean 'abcdef'?",
        ),
        (
            [rev("a", labels=("payments",)), rev("b", "a", needs=("payment",))],
            "b.py:5: depends_on of 'b' names 'payment'",
            "Did you mean 'payments'?",
        ),
        ([rev("a"), rev("b", "b")], "b.py:3: down_revision of 'b' names the revision itself", ""),
        (
            [rev("a", needs=("x",), labels=("x",))],
            "a.py:5: depends_on of 'a' names the revision itself",
            "",
        ),
        (
            [rev("z"), rev("a", "c"), rev("b", "a"), rev("c", "b"), rev("d", "c")],
            "a.py:3: revisions need each other in a circle: 'a' -> 'c' -> 'b' -> 'a'.",
            "points the wrong way",
        ),
        (
            [rev("a", needs=("b",)), rev("b", "a")],
            "a.py:5: revisions need each other in a circle: 'a' -> 'b' -> 'a'.",
            "points the wrong way",
        ),
    ],
)
def test_no_graph(given: list[Revision], what: str, next_step: str) -> None:
    """Each way not to be a graph has an error that names file and line."""
    error = refused(*given)
    assert what in error.what
    assert next_step in error.next_step
