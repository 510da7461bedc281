"""The installation of a project: an environment of its own, which its checkout never sees."""

from __future__ import annotations

from squash.outside.install.environment import Installer
from squash.outside.install.lock import Lock, find_lock, other_requirements
from squash.outside.install.tools import Tools

__all__ = ["Installer", "Lock", "Tools", "find_lock", "other_requirements"]
