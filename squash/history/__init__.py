"""The history: the revisions of a project, and the graph they form."""

from __future__ import annotations

from squash.history.graph import History
from squash.history.revision import Revision, parse_revision
from squash.history.source import constants

__all__ = ["History", "Revision", "constants", "parse_revision"]
