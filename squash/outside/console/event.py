"""An event: what a runner's file tells of what started its job."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from squash.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

# Where a runner says which file it is.
EVENT = "GITHUB_EVENT_PATH"


def read_event(file: Path) -> Mapping[str, object]:
    """What the file says; nothing where there is none, or none that can be read.

    Raises
    ------
    UsageError : it is nested more deeply than any event is
    """
    try:
        told = json.loads(file.read_bytes())
    except (OSError, ValueError):
        return {}
    except RecursionError as error:
        raise UsageError(
            f"{file} is nested too deeply to be read.",
            why=f"{EVENT} names it, and it tells what the run was started for.",
            next_step="Let no earlier step of the job write to that file.",
        ) from error
    return told if isinstance(told, dict) else {}
