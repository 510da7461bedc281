"""A stop: what is told where a run has no outcome of its own, in words that help."""

from __future__ import annotations

import os
import traceback
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from squash.errors import SquashError
from squash.flow.hiding import hidden_in_evidence
from squash.flow.naming import project_name
from squash.flow.step import leave_step
from squash.outcome import ErrorSummary, Outcome
from squash.outside.evidence import IGNORE, report_folder
from squash.settings.options import REPORT_DIR

if TYPE_CHECKING:
    from squash.delivery import Delivery
    from squash.outside.console import Console
    from squash.settings import Settings
    from squash.settings.runner import Runner

TRACEBACK = "logs/bug.log"


def bug(
    error: Exception, project: Path, settings: Settings | None, console: Console
) -> tuple[SquashError, Path | None]:
    """Say that this is our fault; the file with what is needed to mend it, where there is one."""
    text = "".join(traceback.format_exception(error))
    kept = None
    try:
        kept = _keep(text, project, settings)
    except Exception:
        # Whatever is wrong may be wrong here too.
        console.note(text)
    told = SquashError(
        f"A bug of alembic-squash: {type(error).__name__}: {error}",
        why="This should not happen, whatever the project looks like.",
        next_step=f"Attach {kept or 'the lines above'} to a new issue of alembic-squash-action.",
    )
    return told, kept


def _keep(text: str, project: Path, settings: Settings | None) -> Path:
    """Write a traceback to a report folder; its file. Raises ``SquashError`` where that cannot be.

    A folder of the user's choice must have been written to before: nobody may have looked yet
    whether it lies in the migrations.
    """
    runner = settings and settings.runner
    workspace = Path(runner.workspace) if runner else None
    secrets = () if settings is None else hidden_in_evidence(settings)
    folder = project / (REPORT_DIR if settings is None else settings.report_dir)
    if not (folder / IGNORE).is_file():
        folder = project / REPORT_DIR
    report_folder(folder, workspace=workspace).write({TRACEBACK: text}, secrets)
    return folder / TRACEBACK


def stopped(
    command: str,
    project: str,
    error: Exception,
    settings: Settings | None,
    console: Console,
) -> Outcome:
    """The outcome of a run that an error ended before it had one; it is told.

    Parameters
    ----------
    command : that was asked for, which may be one that does not exist
    error : where it is none that a user can be told, it is a bug of ours
    settings : None where they could not be read
    """
    known, kept = (
        (error, None)
        if isinstance(error, SquashError)
        else bug(error, Path(project), settings, console)
    )
    console.error(known)
    name = Path(os.path.realpath(project)).name if settings is None else project_name(settings)
    outcome = Outcome.stopped(command, name, known)
    # Evidence is named from the report folder, which may not be where the traceback is.
    if settings is not None and kept == Path(project) / settings.report_dir / TRACEBACK:
        outcome = replace(outcome, evidence=(TRACEBACK,))
    return outcome


def leave(
    runner: Runner, settings: Settings | None, project: str, outcome: Outcome, console: Console
) -> int:
    """Leave outputs and summary of a step; the exit code where that fails, else 0."""
    try:
        leave_step(runner, settings, project, outcome)
    except SquashError as error:
        problem = error
    except Exception as error:
        problem, _ = bug(error, Path(project), settings, console)
    else:
        return 0
    console.error(problem)
    return problem.exit_code


def failed(outcome: Outcome, error: SquashError, delivery: Delivery | None = None) -> Outcome:
    """An outcome that did not arrive where it should; what ended the run before stays its error.

    Parameters
    ----------
    error : why it did not arrive
    delivery : what was done of it
    """
    if delivery is not None:
        outcome = replace(outcome, delivery=replace(delivery, reason=error.what))
    if outcome.exit_code != 0:
        return outcome
    return replace(outcome, result="error", reason=error.what, error=ErrorSummary.of(error))
