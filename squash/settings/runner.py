"""A runner: the job of GitHub Actions that a run is a step of, where it is one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath


@dataclass(frozen=True, slots=True, kw_only=True)
class Runner:
    """Where a step of GitHub Actions stands and where it leaves what it found out.

    Parameters
    ----------
    workspace : folder of the checkout, absolute; what outputs and annotations name lies in it
    output_file : takes the outputs of the step, None where there are none
    summary_file : takes the summary of the step, None where there is none
    annotations : whether lines of files are annotated
    summary : whether the summary is written
    """

    workspace: PurePath
    output_file: PurePath | None = None
    summary_file: PurePath | None = None
    annotations: bool = True
    summary: bool = True
