"""A report: an outcome as Markdown for a reviewer and as JSON for a machine."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from squash.report.differences import diff_text
from squash.report.document import document, json_text
from squash.report.markdown import markdown
from squash.report.masking import mask, masked

if TYPE_CHECKING:
    from collections.abc import Iterable

    from squash.outcome import Outcome

__all__ = ["diff_text", "document", "json_text", "markdown", "mask", "masked", "report_files"]


def report_files(
    outcome: Outcome, also: Iterable[str] = (), secrets: Iterable[str] = ()
) -> dict[str, str]:
    """The files of the report folder that are made from the outcome alone, masked, by name.

    Parameters
    ----------
    outcome : of the run; its `evidence` is replaced by the names of all files
    also : names of the files that the run adds: dumps and logs
    secrets : values that must not appear
    """
    known = masked(outcome, secrets)
    text = {"report.md": "", "report.json": ""}
    if known.differences:
        text["difference.diff"] = diff_text(known.differences)
    if known.baseline is not None:
        text["baseline.py"] = known.baseline.text
    if known.repeat:
        text["repeat.sh"] = "".join(f"{command}\n" for command in known.repeat)
    known = replace(known, evidence=tuple(sorted({*text, *also})))
    return {**text, "report.md": markdown(known), "report.json": json_text(known)}
