"""Annotations: what is shown beside the lines of files, and how much of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePosixPath

from squash.cut import Policy, choose_cut
from squash.errors import At, CutError
from squash.hazard import Hazard
from squash.history import History, Revision
from squash.outcome import ErrorSummary, Outcome
from squash.report.annotations import MOST, Annotation, annotations_of, of_error
from tests.outcomes import differing, failed, proved

WORKSPACE = PurePosixPath("/github/workspace")
PROJECT = WORKSPACE / "shop"


def of(outcome: Outcome) -> list[Annotation]:
    """The annotations of an outcome of a project in a folder of the workspace."""
    return list(annotations_of(outcome, WORKSPACE, PROJECT))


def test_a_failing_revision_is_annotated_at_its_line() -> None:
    """File from the workspace, line, what happened, why and what to do."""
    assert of(failed()) == [
        Annotation(
            "error",
            "Stopped (project)",
            'Revision r0007 failed: versions/r0007_step.py:12: relation "x" is not there\n'
            "The history cannot be replayed on an empty database.\n"
            "alembic-squash squash . --bootstrap schema.sql",
            "shop/versions/r0007_step.py",
            12,
        )
    ]


def test_an_unclean_edge_is_annotated_where_it_stands() -> None:
    """Every edge that reaches round the cut has its own line."""
    history = History.of(
        [
            Revision("a", path="v/a.py"),
            Revision("b", ("a",), path="v/b.py"),
            Revision("c", ("b",), path="v/c.py"),
            Revision("d", ("a",), path="v/d.py", places=(("down_revision", 7),)),
            Revision(
                "e", ("c", "d"), depends_on=("a",), path="v/e.py", places=(("depends_on", 9),)
            ),
        ]
    )
    policy = Policy(keep=None, min_age=None, tagged=None, min_removed=2)
    try:
        choose_cut(history, revision="b", policy=policy, today=None)  # type: ignore[arg-type]
    except CutError as error:
        found = of_error(ErrorSummary.of(error), WORKSPACE, PROJECT)
    assert [(one.file, one.line) for one in found] == [("shop/v/d.py", 7), ("shop/v/e.py", 9)]
    assert "not a clean cut" in found[0].message


def test_a_hazard_is_a_warning_at_its_line() -> None:
    """Those with a line come first; one without is about the run."""
    notice, first, second = of(proved())
    assert (notice.level, notice.title) == ("notice", "Squashed and proved")
    assert (first.level, first.file, first.line) == (
        "warning",
        "shop/migrations/versions/r0007_step.py",
        12,
    )
    assert (second.title, second.file) == ("Know before merging: version · Postgres 15", "")


def test_a_difference_is_an_error_at_the_cut() -> None:
    """The objects that differ are named, and those beyond twenty counted."""
    (found,) = of(differing(60))
    assert (found.level, found.file) == ("error", "shop/migrations/versions/r0034_step.py")
    assert "index public.orders_open_idx: changed at the cut and at the heads" in found.message
    assert found.message.endswith("and 40 more in the report")


def test_ten_of_a_level_are_shown() -> None:
    """GitHub drops what goes beyond ten, so the tenth counts the rest."""
    hazards = tuple(Hazard("rows", f"t{n}", "Rows.", "a.py", n) for n in range(1, 31))
    warnings = of(replace(proved(), hazards=hazards))[1:]
    assert len(warnings) == MOST
    assert [one.line for one in warnings[:-1]] == list(range(1, 10))
    assert warnings[-1].title == "And 21 more hazards"
    at = tuple(At("a.py", n) for n in range(1, 12))
    error = ErrorSummary("cut", "No.", "", "", 3, at)
    assert len(of_error(error, WORKSPACE, PROJECT)) == MOST
    assert len(of_error(replace(error, at=at[:10]), WORKSPACE, PROJECT)) == MOST


def test_files_outside_of_the_workspace_are_not_annotated() -> None:
    """A revision in an installed package has its message, without a file that nobody has."""
    error = ErrorSummary("project", "No.", "", "", 4, (At("/usr/lib/python3/pkg/a.py", 3),))
    assert of_error(error, WORKSPACE, PROJECT) == (Annotation("error", "Stopped (project)", "No."),)
    hazard = Hazard("rights", "r1", "Asks.", "/usr/lib/a.py", 3)
    assert of(replace(proved(), hazards=(hazard,)))[1].line is None


def test_blocked_is_said_as_such() -> None:
    """The title is the verdict."""
    error = ErrorSummary("blocked", "A password.", "", "", 1)
    (found,) = of(Outcome(command="check", result="blocked", error=error))
    assert (found.title, found.level) == ("Blocked", "error")
