"""Reports: what a reviewer reads, whole as golden files and bounded whatever a run found."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from squash.difference import Check, Difference
from squash.errors import UsageError
from squash.hazard import Hazard
from squash.outcome import (
    BaselineSummary,
    ErrorSummary,
    Outcome,
    RevisionSummary,
    RowsSummary,
    Timing,
)
from squash.report import diff_text, markdown, report_files
from squash.report.differences import DIFF_LIMIT, by_kind, by_object, changes, one_line
from squash.report.graph import graph
from squash.report.markdown import LIMIT
from tests.conftest import Golden
from tests.outcomes import CHANGED, differing, failed, history, proved

GOLDEN = Path(__file__).parent / "golden"

OUTCOMES = {
    "proved": proved(14, 3),
    "checked": replace(proved(14, 3), command="check", applied=False, unproved=("r0016",)),
    "differing": differing(7, 640),
    "failed": failed(),
    "rows": replace(
        proved(14, 3),
        reason="",
        rows=(RowsSummary("public.countries", 249),),
        baseline=BaselineSummary("b.py", "r0013", 0, 9, "9f", {}, "refuse", ""),
    ),
    "nothing": Outcome(command="squash", result="nothing-to-do", reason="12 revisions are few."),
    "blocked": Outcome(
        command="check",
        result="blocked",
        project="shop",
        error=ErrorSummary(
            "blocked", "CREATE SUBSCRIPTION\nholds a password.", "It would be committed.", "", 1
        ),
    ),
}


@pytest.mark.parametrize("name", OUTCOMES)
def test_reports_read_as_agreed(name: str, golden: Golden) -> None:
    """Each kind of outcome gives the report in its golden file."""
    actual = markdown(OUTCOMES[name])
    assert golden(GOLDEN / f"{name}.md", actual) == actual


@pytest.mark.parametrize(
    "outcome",
    [proved(340, 20), differing(500), differing(500, 2000), differing(2, 1_000_000)],
    ids=["340 revisions", "500 objects", "1 MB", "1 MB in one object"],
)
def test_long_reports_stay_useful(outcome: Outcome) -> None:
    """However much was found, the report fits a pull request and still shows where to look."""
    text = markdown(outcome)
    assert len(text) <= LIMIT
    assert len(text) > 3000
    assert "public.orders_open_idx" in text or outcome.equivalent
    assert "Around the cut" in text


def test_what_is_left_out_is_counted() -> None:
    """The number of objects that are not shown is in the text, and where to find them."""
    text = markdown(differing(500, 2000))
    shown = len(re.findall("^### ", text, re.MULTILINE))
    assert 0 < shown < 500
    assert f"… and {500 - shown} more in report.json" in text


def test_a_report_is_bounded_whatever_is_in_it() -> None:
    """Monstrous texts and lists everywhere still give a report within the limit."""
    long = "`@x|" * 5000
    many = 25
    monster = Outcome(
        command=long,
        result="blocked",
        reason=long,
        project=long,
        cut=RevisionSummary(long, long, None, long),
        removed=tuple(RevisionSummary(f"{place}{long}", long, None, long) for place in range(20)),
        unproved=(long,) * many,
        baseline=BaselineSummary(
            long, long, 1, 1, long, {f"{n}{long}": n for n in range(20)}, long, ""
        ),
        equivalent=False,
        checks=(Check(long, False, long, (CHANGED,)),) * many,
        hazards=(Hazard(long, long, long, long, 1),) * many,
        timings=(Timing(long, 1.0),) * many,
        error=ErrorSummary(long, f"{long}\n{long}", long, long, 1),
        evidence=(long,) * many,
        repeat=(long,) * many,
    )
    assert len(markdown(monster)) <= LIMIT


def test_many_explained_wordings_are_counted() -> None:
    """Wordings that a round trip explains are shown as far as there is room."""
    found = tuple(
        Difference("check", f"c{place}", "cut", "changed", "a", "b") for place in range(300)
    )
    text = markdown(replace(proved(), explained=found))
    shown = text.count("```diff")
    assert 0 < shown < 300
    assert f"… and {300 - shown} more in report.json" in text


def test_the_last_resort_is_to_cut_the_text() -> None:
    """A limit smaller than any report is kept too."""
    assert len(markdown(proved(), 500)) == 500


def test_one_fence_for_each_text() -> None:
    """Text of a database that looks like Markdown stays inside its fence."""
    evil = "```\n# Not a heading\n````\n@everyone"
    found = Difference("function", "public.f", "cut", "missing", evil, "")
    text = markdown(
        Outcome(
            command="check",
            result="not-equivalent",
            equivalent=False,
            checks=(Check("pg_dump", False, "", (found,)),),
        )
    )
    assert f"`````sql\n{evil}\n`````" in text


def test_differences_are_grouped_by_object() -> None:
    """The same change at the cut and at the heads is said once, with both places."""
    things = by_object(differing(2).differences)
    assert [(thing.kind, thing.name) for thing in things] == [
        ("index", "public.orders_open_idx"),
        ("table", "public.t000"),
    ]
    assert things[0].found[0].where == "at the cut and at the heads"
    assert one_line(things[1]) == "table public.t000: missing at the heads"


def test_the_same_difference_twice_is_one() -> None:
    """Two checks that see the same thing do not double it."""
    assert len(by_object((CHANGED, CHANGED))[0].found[0].places) == 1


def test_kinds_are_ranked() -> None:
    """Kinds are counted by what happened to their objects, the most frequent first."""
    assert by_kind(by_object(differing(7).differences)) == (
        ("table", (2, 2, 2)),
        ("index", (0, 0, 1)),
    )


def test_a_diff_names_each_object() -> None:
    """The diff file has a header and the changed lines of every object."""
    text = diff_text(differing(2).differences)
    assert text.startswith("# index public.orders_open_idx: changed at the cut and at the heads\n")
    assert "-CREATE INDEX orders_open_idx ON public.orders USING btree (placed_at) WHERE" in text
    assert "+++ after/table public.t000" in text


def test_very_long_texts_are_not_compared_line_by_line() -> None:
    """Beyond a limit a diff is all of one and all of the other."""
    lines = int(DIFF_LIMIT**0.5) + 1
    text = changes("a\n" * lines, "a\n" * (lines - 1) + "b\n")
    assert text.count("\n") + 1 == 2 * lines


def test_the_graph_shows_both_sides_of_a_merge() -> None:
    """Parents of a merge, the cut and its two children are there, with their edges."""
    a, b, c = (RevisionSummary(name, name, None) for name in "abc")
    x = RevisionSummary("x", 'the "merge" <here>', None, parents=("a", "b"))
    y = RevisionSummary("y", parents=("x",))
    z = RevisionSummary("z", parents=("x", "c"))
    text = graph(
        Outcome(command="plan", result="planned", cut=x, removed=(a, b, x), kept=(c, y, z))
    )
    nodes = dict(re.findall(r'^  (r\d)\["(.*?)[<"]', text, re.MULTILINE))
    edges = {tuple(map(nodes.get, edge)) for edge in re.findall(r"(r\d) --> (r\d)", text)}
    assert edges == {("a", "x"), ("b", "x"), ("x", "y"), ("x", "z")}
    assert "the #quot;merge#quot; #lt;here#gt;" in text
    assert 'after["… 1 more revision"]' in text


def test_the_graph_names_no_revision_twice() -> None:
    """Two ways to one revision give one node."""
    text = graph(
        Outcome(
            command="plan",
            result="planned",
            cut=RevisionSummary("x", parents=("a", "b")),
            removed=(
                RevisionSummary("o"),
                RevisionSummary("a", parents=("o",)),
                RevisionSummary("b", parents=("o",)),
                RevisionSummary("x", parents=("a", "b")),
            ),
        )
    )
    assert text.count('["o"]') == 1
    assert text.count("-->") == 4


def test_the_graph_stops_at_its_limit() -> None:
    """Long histories are shown near the cut only."""
    assert graph(proved(340, 20)).count("step") + graph(proved(340, 20)).count("Step") == 11


def test_no_cut_no_graph() -> None:
    """A run that chose no cut draws nothing."""
    assert graph(failed()) == ""


def test_the_files_of_the_folder_name_each_other() -> None:
    """The report lists what the folder holds, dumps and logs among it."""
    files = report_files(proved(), ("old-cut.sql", "logs/replay.log"))
    assert set(files) == {"report.md", "report.json", "baseline.py", "repeat.sh"}
    assert "`logs/replay.log`, `old-cut.sql`, `repeat.sh`" in files["report.md"]
    assert files["repeat.sh"] == "alembic-squash check . --revision r0034\n"


def test_a_run_without_findings_leaves_the_two_reports() -> None:
    """No baseline, no difference, no command: no file for them."""
    assert set(report_files(Outcome(command="check", result="nothing-to-do"))) == {
        "report.md",
        "report.json",
    }


def test_the_files_of_the_folder_are_masked() -> None:
    """No file shows a secret, whichever part of the outcome held it."""
    secret = "s3cret-value"
    outcome = replace(
        differing(), reason=secret, error=ErrorSummary.of(UsageError(secret)), repeat=(secret,)
    )
    files = report_files(outcome, secrets=(secret,))
    assert {"difference.diff", "repeat.sh"} < set(files)
    assert not [name for name, text in files.items() if secret in text]


def test_docs_of_revisions_mention_nobody() -> None:
    """Outside of code no ``@name`` or ``#1`` of a docstring is left."""
    text = re.sub(r"```mermaid.*?```", "", markdown(proved()), flags=re.DOTALL)
    assert "@alice" not in text
    assert not re.search(r"(?<!&)#\d", text)
    assert "alice" in text
    assert "@alice" in history(1)[0].doc


def test_the_same_words_are_explained_once() -> None:
    """An object that grew between the cut and the heads shows its other wording once."""
    one = replace(CHANGED, before="a\nold\nb", after="a\nnew\nb")
    grown = replace(one, where="heads", before="a\nold\nb\nc", after="a\nnew\nb\nc")
    text = markdown(replace(proved(), explained=(one, grown)))
    assert text.count("-old\n+new") == 1
