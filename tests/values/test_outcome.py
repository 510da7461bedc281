"""Outcomes, hazards and differences: what follows from what a run found out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from squash.errors import (
    Blocked,
    CheckoutError,
    CutError,
    HistoryError,
    Interrupted,
    ProjectError,
    ServerError,
    SquashError,
    UsageError,
)
from squash.hazard import Hazard
from squash.history import History, Revision
from squash.outcome import RESULTS, ErrorSummary, Outcome, Result, RevisionSummary
from tests.outcomes import CHANGED, differing, proved

CODES = {"squashed": 0, "nothing-to-do": 0, "planned": 0, "not-equivalent": 1, "blocked": 1}


@pytest.mark.parametrize(("result", "code"), CODES.items())
def test_results_without_error_have_their_exit_code(result: Result, code: int) -> None:
    """Proved, planned or nothing to do is success; not proved is 1."""
    assert code == Outcome(command="squash", result=result).exit_code


def test_every_result_but_error_is_covered() -> None:
    """The table above names every result that carries no error."""
    assert {*CODES, "error"} == set(RESULTS)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (Blocked("x"), 1),
        (UsageError("x"), 2),
        (HistoryError("x"), 3),
        (CutError("x"), 3),
        (ProjectError("x"), 4),
        (ServerError("x"), 5),
        (CheckoutError("x"), 7),
        (SquashError("x"), 70),
        (Interrupted(2), 130),
        (Interrupted(15), 143),
    ],
)
def test_an_error_gives_its_own_exit_code(error: SquashError, code: int) -> None:
    """The exit code of an error outcome is the error's, by signal for an interruption."""
    outcome = Outcome(command="squash", result="error", error=ErrorSummary.of(error))
    assert code == outcome.exit_code


def test_an_error_nobody_described_is_a_bug() -> None:
    """An error outcome without a description exits with 70."""
    assert Outcome(command="squash", result="error").exit_code == 70


def test_a_summary_keeps_the_words_of_the_error() -> None:
    """Label, what, why and next step come from the error."""
    summary = ErrorSummary.of(ProjectError("it fell", why="gravity", next_step="catch it"))
    assert summary == ErrorSummary("project", "it fell", "gravity", "catch it", 4)


def test_differences_of_all_checks_in_order() -> None:
    """An outcome's differences are those of its checks, one check after the other."""
    outcome = differing(3)
    doubled = replace(outcome, checks=outcome.checks * 2)
    assert outcome.differences * 2 == doubled.differences
    assert outcome.differences[0] == CHANGED


def test_revisions_are_summarised_with_their_parents() -> None:
    """A summary takes its parents from the graph, depends_on among them."""
    history = History.of(
        (
            Revision("a", path="v/a.py", doc="first", lines=3),
            Revision("b", path="v/b.py"),
            Revision("c", down=("a",), depends_on=("b",), path="v/c.py"),
        )
    )
    found = RevisionSummary.of(history, ("c", "a"))
    assert tuple(one.id for one in found) == ("c", "a")
    assert {"a", "b"} == set(found[0].parents)
    assert found[1] == RevisionSummary("a", "first", None, "v/a.py", (), 3)


def test_a_date_is_a_day_or_nothing() -> None:
    """Reports show the day of the Create Date; without one the text is empty."""
    assert proved().removed[0].date == "2020-01-06"
    assert RevisionSummary("a").date == ""


@pytest.mark.parametrize(
    ("hazard", "place"),
    [
        (Hazard("k", "w", "s"), ""),
        (Hazard("k", "w", "s", "v/a.py"), "v/a.py"),
        (Hazard("k", "w", "s", "v/a.py", 7), "v/a.py:7"),
        (Hazard("k", "v/a.py", "s", "v/a.py"), ""),
        (Hazard("k", "v/a.py", "s", "app/v/a.py"), ""),
        (Hazard("k", "a.p", "s", "v/a.p.py"), "v/a.p.py"),
    ],
)
def test_a_hazard_names_its_place(hazard: Hazard, place: str) -> None:
    """File and line where there are any."""
    assert place == hazard.place
