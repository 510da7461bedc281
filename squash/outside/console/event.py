"""An event: what a runner's file tells of what started its job."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

# Where a runner says which file it is.
EVENT = "GITHUB_EVENT_PATH"


def read_event(file: Path) -> Mapping[str, object]:
    """What the file says; nothing where there is none, or none that can be read."""
    try:
        told = json.loads(file.read_bytes())
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}
