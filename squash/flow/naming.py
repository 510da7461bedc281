"""Naming a project and its files in what people read."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from squash.outside.git import find_repository

if TYPE_CHECKING:
    from squash.outcome import Outcome, RevisionSummary
    from squash.settings import Settings


def project_name(settings: Settings) -> str:
    """The name of the project's folder, or of the repository whose checkout it is.

    A runner gives every checkout a folder that it calls as it likes.
    """
    project = Path(settings.project).resolve()
    forge, runner = settings.surroundings.forge, settings.runner
    if forge is not None and runner is not None and project == Path(runner.workspace).resolve():
        return forge.repository.rpartition("/")[2]
    return project.name


def named_from_project(outcome: Outcome, settings: Settings) -> Outcome:
    """An outcome that names the files of our own tree as they lie from the project's folder.

    What is reached by ``..`` is named by its place, and that is gone with the run.
    """
    if settings.tree is None:
        return outcome
    tree, there = Path(settings.tree).resolve(), Path(settings.project).resolve()
    repository = find_repository(there, settings.environ)
    depth = 0 if repository is None else len(there.relative_to(repository.top).parts)
    top = tree.parents[depth - 1] if depth else tree

    def named(path: str) -> str:
        inside = Path(os.path.normpath(path)).is_relative_to(top)
        return Path(os.path.relpath(path, tree)).as_posix() if inside else path

    def summary(revision: RevisionSummary) -> RevisionSummary:
        return replace(revision, path=named(revision.path))

    baseline = outcome.baseline
    return replace(
        outcome,
        cut=outcome.cut and summary(outcome.cut),
        removed=tuple(map(summary, outcome.removed)),
        kept=tuple(map(summary, outcome.kept)),
        baseline=baseline and replace(baseline, path=named(baseline.path)),
        hazards=tuple(
            replace(each, where=named(each.where), file=each.file and named(each.file))
            for each in outcome.hazards
        ),
    )
