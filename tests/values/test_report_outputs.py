"""The outputs of a step: what a later step reads."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePosixPath

from squash.delivery import Delivery
from squash.errors import UsageError
from squash.outcome import Outcome
from squash.report.outputs import NAMES, inside, outputs_of
from tests.outcomes import differing, proved

WORKSPACE = PurePosixPath("/github/workspace")
PROJECT = WORKSPACE / "services" / "shop"
REPORT = PROJECT / "report"


def test_a_squash_tells_everything() -> None:
    """All outputs, with paths as a later step in the workspace would write them."""
    outcome = replace(proved(35, 5), evidence=("report.json", "report.md"))
    assert outputs_of(outcome, WORKSPACE, REPORT, PROJECT) == {
        "result": "squashed",
        "changed": "true",
        "equivalent": "true",
        "baseline-revision": "r0034",
        "baseline-path": "services/shop/migrations/versions/r0034_baseline.py",
        "squashed-count": "35",
        "kept-count": "5",
        "report-path": "services/shop/report",
        "diff-path": "",
        "json-path": "services/shop/report/report.json",
        **dict.fromkeys(NAMES[-6:], ""),
        "pull-request-operation": "none",
    }


def test_a_delivery_is_told() -> None:
    """Later steps get the pull request, and what is not there is empty."""
    delivery = Delivery(operation="created", number=7, url="u", branch="b", head="c" * 40)
    told = outputs_of(replace(proved(), delivery=delivery), WORKSPACE, REPORT, PROJECT)
    assert [told[name] for name in NAMES[-6:]] == ["7", "u", "created", "b", "c" * 40, ""]
    told = outputs_of(replace(proved(), delivery=Delivery(comment=5)), WORKSPACE, REPORT, PROJECT)
    assert [told[name] for name in NAMES[-6:]] == ["", "", "none", "", "", "5"]


def test_a_difference_has_a_path() -> None:
    """Where the databases differ there is a diff, and nothing changed."""
    outcome = replace(differing(), evidence=("difference.diff", "report.json"))
    told = outputs_of(outcome, WORKSPACE, REPORT, PROJECT)
    assert told["diff-path"] == "services/shop/report/difference.diff"
    assert (told["result"], told["equivalent"], told["changed"]) == (
        "not-equivalent",
        "false",
        "false",
    )


def test_what_is_not_known_is_empty() -> None:
    """A run that an error ended has every output, most of them empty."""
    outcome = Outcome.stopped("squash", "shop", UsageError("No."))
    told = dict(outputs_of(outcome, WORKSPACE, REPORT, PROJECT))
    assert tuple(told) == NAMES
    assert (told.pop("result"), told.pop("changed")) == ("error", "false")
    assert told.pop("pull-request-operation") == "none"
    assert set(told.values()) == {""}


def test_paths_outside_of_the_workspace_are_not_told() -> None:
    """No later step is sent to a place that only the container has."""
    assert inside(WORKSPACE, PurePosixPath("/github/workspace-2/x")) == ""
    assert inside(WORKSPACE, WORKSPACE) == "."
    assert inside(WORKSPACE, PROJECT / "../../.github/ci.yml") == ".github/ci.yml"
    assert inside(WORKSPACE, PROJECT / "../../../x") == ""
