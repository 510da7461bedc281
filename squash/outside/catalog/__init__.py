"""The catalog: everything a database is that the text of pg_dump does not show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import psycopg

from squash.errors import ServerError
from squash.outside.catalog import (
    columns,
    definitions,
    extensions,
    identities,
    objects,
    privileges,
    roles,
    server,
    unknown,
    version_table,
)
from squash.outside.catalog.facts import Reading, Untouched
from squash.outside.catalog.rows import read_rows
from squash.outside.catalog.sequences import read_sequences
from squash.outside.catalog.session import find_version_table, fix_text_settings
from squash.outside.catalog.standing import stands_at
from squash.snapshot import Rows, State

__all__ = ["read_state", "read_tables", "stands_at"]

_SUBJECTS = (
    objects.read,
    columns.read,
    identities.read,
    extensions.read,
    definitions.read,
    privileges.read,
    roles.read,
    server.read,
    version_table.read,
    unknown.read,
)


def read_state(
    connection_dsn: str,
    *,
    version_table: tuple[str | None, str],
    role: str,
    database: str,
    known_roles: frozenset[str],
    known_databases: frozenset[str] | None = None,
    untouched: Untouched | None = None,
) -> State:
    """Read facts, rows and sequence positions in one read-only transaction.

    Parameters
    ----------
    connection_dsn : libpq keyword string or URL; a superuser sees most
    version_table : schema (None for wherever the search path has it) and name of Alembic's
        table, which is left out of everything but the facts of kind "version table"
    role, database : names of the migrating role and the scratch database, given as
        ``{role}`` and ``{database}`` in facts
    known_roles : roles that the environment made, listed as "known role" instead of "role"
    known_databases : with it, databases of the server that are not in it are facts too
    untouched : gives another database of that server to compare built-in objects with; without
        it all that were written to count as changed

    Raises
    ------
    ServerError : no connection, or something could not be read
    """
    with _reading(connection_dsn) as connection:
        version_oid = find_version_table(connection, version_table, role)
        fix_text_settings(connection)
        reading = Reading.start(
            connection, version_oid, role, database, known_roles, known_databases, untouched
        )
        facts = sorted({fact for read in _SUBJECTS for fact in read(reading)})
        return State(
            tuple(facts),
            read_rows(connection, version_oid),
            read_sequences(connection),
            reading.version_table,
        )


def read_tables(
    connection_dsn: str, *, version_table: tuple[str | None, str], role: str
) -> Mapping[str, Rows]:
    """Read the rows of all tables alone; parameters and errors as in ``read_state``."""
    with _reading(connection_dsn) as connection:
        version_oid = find_version_table(connection, version_table, role)
        fix_text_settings(connection)
        return read_rows(connection, version_oid)


@contextmanager
def _reading(dsn: str) -> Iterator[psycopg.Connection[Any]]:
    """One read-only transaction."""
    try:
        with psycopg.connect(dsn) as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            connection.read_only = True
            yield connection
    except psycopg.Error as error:
        raise ServerError(
            f"The scratch database could not be read: {str(error).strip()}",
            why="What cannot be read cannot be compared, so nothing would be proved.",
            next_step="Use the private server, or give --database-url a role that is superuser.",
        ) from error
