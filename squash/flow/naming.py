"""Naming a project in what people read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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
