"""The history: the revisions of a project, and the graph they form."""

from __future__ import annotations

from squash.history.graph import History
from squash.history.imports import IN_ENV, IN_REVISION, Import, imports_of, is_standard, unusual
from squash.history.packages import package_of, packages_of
from squash.history.revision import Revision, parse_revision
from squash.history.source import constants

__all__ = [
    "IN_ENV",
    "IN_REVISION",
    "History",
    "Import",
    "Revision",
    "constants",
    "imports_of",
    "is_standard",
    "package_of",
    "packages_of",
    "parse_revision",
    "unusual",
]
