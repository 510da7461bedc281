"""Where a database stands: the revisions that its version table holds."""

from __future__ import annotations

import psycopg
from psycopg import sql

from squash.errors import ServerError
from squash.outside.catalog.session import find_version_table

_NAME = """
SELECT n.nspname, c.relname FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = %s
"""


def stands_at(dsn: str, version_table: tuple[str | None, str], role: str) -> tuple[str, ...]:
    """Read the revisions a database stands at, sorted; none where it has no version table.

    Parameters
    ----------
    dsn : libpq keyword string or URL
    version_table : schema (None for wherever the search path has it) and name
    role : name of the migrating role

    Raises
    ------
    ServerError : no connection, or the table could not be read
    """
    try:
        with psycopg.connect(dsn) as connection:
            found = find_version_table(connection, version_table, role)
            name = connection.execute(_NAME, (found,)).fetchone()
            if name is None:
                return ()
            rows = connection.execute(
                sql.SQL("SELECT version_num FROM {}").format(sql.Identifier(*map(str, name)))
            )
            return tuple(sorted(str(number) for (number,) in rows))
    except psycopg.Error as error:
        raise ServerError(
            f"The version table could not be read: {str(error).strip()}",
            why="Without it nobody knows whether the project migrated the scratch database.",
            next_step="Give --database-url a role that may read it, or use the private server.",
        ) from error
