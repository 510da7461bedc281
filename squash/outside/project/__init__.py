"""The user's project: its history replayed by its own Python, one leg at a time."""

from __future__ import annotations

from squash.outside.project.application import Application
from squash.outside.project.failure import INSUFFICIENT_PRIVILEGE, ReplayFailed
from squash.outside.project.python import find_python, import_path
from squash.outside.project.replay import Replay
from squash.outside.project.values import Executed, Leg, Place, Progress, Setup

__all__ = [
    "INSUFFICIENT_PRIVILEGE",
    "Application",
    "Executed",
    "Leg",
    "Place",
    "Progress",
    "Replay",
    "ReplayFailed",
    "Setup",
    "find_python",
    "import_path",
]
