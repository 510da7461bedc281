"""What ``plan`` and a verdict say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from squash.outcome import ErrorSummary, Outcome, PostgresSummary
from squash.report import plan, verdict
from tests.outcomes import differing, failed, planned, proved


def test_a_plan_names_the_cut_and_why() -> None:
    """Numbers of the history, the cut, what goes and stays, and the reason."""
    assert plan.title(planned()) == "35 of 40 revisions would become one baseline"
    assert plan.facts(planned()) == (
        ("revisions", "40"),
        ("bases", "1 (r0000)"),
        ("heads", "1 (r0039)"),
        ("merges", "0"),
        ("clean cuts", "40"),
        ("cut", "r0034"),
        ("goes", "35 revisions"),
        ("stays", "5 revisions"),
        ("labels", "shop"),
        ("why", "The newest of 40 clean cuts that keep at least 5 revisions."),
    )


def test_a_plan_without_a_cut_says_why() -> None:
    """Nothing to do has a reason and no files."""
    survey = replace(planned(), cut=None, files=(), reason="There are too few.")
    assert plan.title(survey) == "Nothing to do"
    assert plan.facts(survey)[-1] == ("why", "There are too few.")
    assert plan.files(survey) == ()


def test_a_plan_shows_both_ends_of_many_files() -> None:
    """The first, the last, and how many lie between; the last is replaced by the baseline."""
    shown = plan.files(planned(340))
    assert len(shown) == 21
    assert shown[0] == "migrations/versions/r0000_step.py"
    assert shown[10] == "… 320 more files"
    assert shown[-1] == "migrations/versions/r0339_step.py  (the baseline takes its place)"


def test_a_plan_shows_all_of_few_files() -> None:
    """Twenty files are listed one by one."""
    assert len(plan.files(planned(20))) == 20


def test_a_plan_marks_the_chosen_cut() -> None:
    """An arrow stands at the cut that would be taken."""
    rows = [plan.nearby(cut) for cut in planned().nearby]
    assert rows[1] == ("→ r0034", "35", "5", "Step 34")
    assert rows[0][0] == "  r0033"


def test_many_ids_are_counted() -> None:
    """More than five heads are five and a number."""
    survey = replace(planned(), heads=tuple("abcdefg"))
    assert ("heads", "7 (a, b, c, d, e and 2 more)") in plan.facts(survey)


@pytest.mark.parametrize(
    ("outcome", "mark", "title"),
    [
        (proved(), "✓", "Squashed and proved"),
        (replace(proved(), applied=False), "✓", "Proved, nothing changed"),
        (differing(), "✗", "Not the same database"),
        (failed(), "✗", "Stopped (project)"),
        (Outcome(command="plan", result="planned"), "✓", "Planned"),
        (Outcome(command="plan", result="blocked"), "✗", "Blocked"),
        (Outcome(command="plan", result="nothing-to-do"), "✓", "Nothing to do"),
    ],
)
def test_titles(outcome: Outcome, mark: str, title: str) -> None:
    """Each result has a mark that agrees with the exit code, and a title."""
    assert (mark, title) == (verdict.mark(outcome), verdict.title(outcome))
    assert (mark == "✓") == (outcome.exit_code == 0)


@pytest.mark.parametrize(
    ("outcome", "sentence"),
    [
        (
            replace(proved(), applied=False),
            (
                "35 of 40 revisions would become one baseline. The databases before and after are "
                "the same, at the cut and at the heads. No file was changed."
            ),
        ),
        (
            differing(3),
            "The squashed history makes another database: 3 objects differ. No file was changed.",
        ),
        (Outcome(command="plan", result="nothing-to-do"), "There is nothing worth squashing."),
        (Outcome(command="plan", result="nothing-to-do", reason="Few."), "Few."),
        (Outcome(command="check", result="blocked", reason="A\nslot."), "A slot."),
        (
            Outcome(command="x", result="error", error=ErrorSummary("usage", "No.", "", "", 2)),
            "No.",
        ),
        (
            replace(proved(), result="planned"),
            "35 of 40 revisions would become one baseline.",
        ),
    ],
)
def test_sentences(outcome: Outcome, sentence: str) -> None:
    """Each result is said in a sentence or two."""
    assert sentence == verdict.sentence(outcome)


def test_the_server_is_named_with_client_and_role() -> None:
    """Another client and the superuser are worth words; the same client is not."""
    outcome = replace(
        proved(), postgres=PostgresSummary("15.18", "17.2", "--database-url", "superuser")
    )
    assert verdict.server(outcome) == (
        "Postgres 15.18, client 17.2 (--database-url), replayed as a superuser"
    )
    assert verdict.server(Outcome(command="plan", result="planned")) == ""


def test_facts_tell_what_was_not_proved() -> None:
    """Kept revisions beyond the targets are counted."""
    assert ("not proved", "2 kept revisions beyond the targets") in verdict.facts(
        replace(proved(), unproved=("a", "b"))
    )
