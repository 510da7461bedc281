"""A step of a workflow: what later steps and the job's page get of an outcome."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from squash.errors import UsageError
from squash.flow.commands import report_name
from squash.flow.hiding import hide
from squash.outcome import Outcome
from squash.outside.console.actions import write_outputs, write_summary
from squash.report.outputs import inside, outputs_of
from squash.report.summary import summary
from squash.settings import Settings
from squash.settings.runner import Runner


def named_as(runner: Runner, project: str) -> Runner:
    """The runner with the workspace by the name that the project's folder has: one may be a link.

    Parameters
    ----------
    project : folder of the project, absolute or from the current folder
    """
    if Path(project).absolute().is_relative_to(runner.workspace):
        return runner
    return replace(runner, workspace=Path(runner.workspace).resolve())


def refuse_outside(project: str, runner: Runner) -> None:
    """Refuse a project outside of the checkout; raises ``UsageError``."""
    workspace = Path(runner.workspace).resolve()
    # Unlike Path.resolve it also follows a link to itself, as far as that goes.
    if not Path(os.path.realpath(project)).is_relative_to(workspace):
        raise UsageError(
            f"input working-directory: {project} lies outside of the workspace {workspace}.",
            why="The action sees the checkout alone, and under another path than other steps do.",
            next_step="Name the folder from the top of the checkout.",
        )


def leave_step(runner: Runner, settings: Settings | None, project: str, outcome: Outcome) -> None:
    """Write the outputs of a step, and its summary unless it is not wanted.

    Parameters
    ----------
    settings : None where they could not be read
    project : folder of the project, absolute or from the current folder

    Raises ``CheckoutError`` where a file of the runner's cannot be written.
    """
    folder = Path(project).absolute()
    report = Path("." if settings is None else report_name(settings)).absolute()
    if settings is not None:
        outcome = hide(outcome, settings)
    if runner.output_file is not None:
        outputs = outputs_of(outcome, runner.workspace, report, folder)
        write_outputs(Path(runner.output_file), outputs)
    if runner.summary_file is not None and runner.summary:
        there = inside(runner.workspace, report) if outcome.evidence else ""
        write_summary(Path(runner.summary_file), summary(outcome, there))
