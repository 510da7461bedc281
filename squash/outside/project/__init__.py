"""The user's project: its history replayed by its own Python, one leg at a time."""

from __future__ import annotations

from squash.outside.project.application import Application
from squash.outside.project.environment import without_addresses
from squash.outside.project.failure import INSUFFICIENT_PRIVILEGE, ReplayFailed
from squash.outside.project.modules import Answer, ask
from squash.outside.project.own import Own, find_own, from_project
from squash.outside.project.python import (
    find_asked,
    find_environment,
    find_python,
    import_path,
    is_version,
)
from squash.outside.project.replay import Replay
from squash.outside.project.sources import Sources
from squash.outside.project.values import Executed, Leg, Place, Progress, Setup

__all__ = [
    "INSUFFICIENT_PRIVILEGE",
    "Answer",
    "Application",
    "Executed",
    "Leg",
    "Own",
    "Place",
    "Progress",
    "Replay",
    "ReplayFailed",
    "Setup",
    "Sources",
    "ask",
    "find_asked",
    "find_environment",
    "find_own",
    "find_python",
    "from_project",
    "import_path",
    "is_version",
    "without_addresses",
]
