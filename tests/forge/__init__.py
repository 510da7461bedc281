"""A stand-in of GitHub for the tests: stateful, and judged by GitHub's own OpenAPI document."""

from __future__ import annotations

from tests.forge.repository import Bare
from tests.forge.said import Token
from tests.forge.server import Forge, running
from tests.forge.store import Store

__all__ = ["Bare", "Forge", "Store", "Token", "running"]
