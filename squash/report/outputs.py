"""An outcome as the outputs of a step: short values that later steps of a job read."""

from __future__ import annotations

from pathlib import PurePath
from posixpath import normpath
from typing import TYPE_CHECKING

from squash.delivery import Delivery

if TYPE_CHECKING:
    from collections.abc import Mapping

    from squash.outcome import Outcome

NAMES = (
    "result",
    "changed",
    "equivalent",
    "baseline-revision",
    "baseline-path",
    "squashed-count",
    "kept-count",
    "report-path",
    "diff-path",
    "json-path",
    "pull-request-number",
    "pull-request-url",
    "pull-request-operation",
    "pull-request-branch",
    "pull-request-head-sha",
    "comment-id",
)


def outputs_of(
    outcome: Outcome, workspace: PurePath, report_dir: PurePath, project: PurePath
) -> Mapping[str, str]:
    """Every output of NAMES; an empty text where the run has nothing to say.

    Parameters
    ----------
    outcome : of the run
    workspace : folder of the checkout, absolute
    report_dir : the report folder, absolute
    project : folder of the project, absolute; the outcome's paths are relative to it
    """
    known = dict.fromkeys(NAMES, "")
    known["result"] = outcome.result
    known["changed"] = _word(outcome.applied)
    known["equivalent"] = "" if outcome.equivalent is None else _word(outcome.equivalent)
    if outcome.baseline is not None:
        known["baseline-revision"] = outcome.baseline.revision
        known["baseline-path"] = inside(workspace, project / outcome.baseline.path)
    if outcome.cut is not None:
        known["squashed-count"] = str(len(outcome.removed))
        known["kept-count"] = str(len(outcome.kept))
    if outcome.evidence:
        known["report-path"] = inside(workspace, report_dir)
    for name, file in (("diff-path", "difference.diff"), ("json-path", "report.json")):
        if file in outcome.evidence:
            known[name] = inside(workspace, report_dir / file)
    known |= _delivered(outcome.delivery or Delivery())
    return known


def _delivered(delivery: Delivery) -> dict[str, str]:
    """What became of it on the forge."""
    return {
        "pull-request-number": str(delivery.number or ""),
        "pull-request-url": delivery.url,
        "pull-request-operation": delivery.operation or "none",
        "pull-request-branch": delivery.branch,
        "pull-request-head-sha": delivery.head,
        "comment-id": str(delivery.comment or ""),
    }


def inside(workspace: PurePath, path: PurePath) -> str:
    """A path as it is named from the workspace; empty where it does not lie in it."""
    try:
        return type(path)(normpath(path)).relative_to(workspace).as_posix()
    except ValueError:
        return ""


def _word(value: bool) -> str:
    return "true" if value else "false"
