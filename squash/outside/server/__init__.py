"""Postgres: a private server of our own, or a given one, and scratch databases on it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from squash.outside.server.binaries import (
    Binaries,
    find_binaries,
    find_client,
    from_wheels,
    installed,
    look,
    offer,
)
from squash.outside.server.connection import Connection, read_url
from squash.outside.server.private import PrivatePostgres, bake, server_user
from squash.outside.server.scratch import Limits, Postgres, Reserved, Scratch
from squash.outside.server.template import default_cache

if TYPE_CHECKING:
    from squash.outside.server.databases import BusyDatabase, session, use_up_numbers
    from squash.outside.server.given import GivenPostgres
    from squash.outside.server.state import run_of
    from squash.outside.server.watch import Touched

__all__ = [
    "Binaries",
    "BusyDatabase",
    "Connection",
    "GivenPostgres",
    "Limits",
    "Postgres",
    "PrivatePostgres",
    "Reserved",
    "Scratch",
    "Touched",
    "bake",
    "default_cache",
    "find_binaries",
    "find_client",
    "from_wheels",
    "installed",
    "look",
    "offer",
    "read_url",
    "run_of",
    "server_user",
    "session",
    "use_up_numbers",
]

# These need the driver, which takes long to import: the project's application starts meanwhile.
_LATER = {
    "BusyDatabase": "databases",
    "GivenPostgres": "given",
    "Touched": "watch",
    "run_of": "state",
    "session": "databases",
    "use_up_numbers": "databases",
}


def __getattr__(name: str) -> object:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
