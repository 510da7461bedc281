"""A location: where a project keeps its migrations, by its Alembic configuration."""

from __future__ import annotations

from squash.outside.location.found import Location, find_location

__all__ = ["Location", "find_location"]
