"""A reading session: fixed settings, so that equal things have equal texts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from psycopg import Connection

_SETTINGS = {
    "search_path": "''",
    "client_encoding": "'UTF8'",
    "DateStyle": "'ISO, YMD'",
    "IntervalStyle": "'postgres'",
    "TimeZone": "'UTC'",
    "extra_float_digits": "3",
    "bytea_output": "'hex'",
    "lc_monetary": "'C'",
    "xmloption": "'content'",
    "quote_all_identifiers": "off",
    # An error instead of rows that a policy hides.
    "row_security": "off",
    # Reading takes as long as it takes, whatever the history set for its own sessions.
    "statement_timeout": "0",
    "lock_timeout": "0",
    "idle_in_transaction_session_timeout": "0",
    "jit": "off",
}

_PHYSICAL_ORDER = {
    "synchronize_seqscans": "off",
    "enable_indexscan": "off",
    "enable_indexonlyscan": "off",
    "enable_bitmapscan": "off",
    "max_parallel_workers_per_gather": "0",
}

_CANDIDATES = """
SELECT c.oid::bigint FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n
ON n.oid = c.relnamespace
WHERE c.relname = %(name)s AND c.relkind IN ('r', 'p')
AND (%(schema)s::text IS NULL OR n.nspname = %(schema)s::text)
AND n.nspname NOT IN ('pg_catalog', 'information_schema')
ORDER BY pg_catalog.pg_table_is_visible(c.oid) DESC, n.nspname = %(role)s::text DESC,
n.nspname = 'public' DESC, n.nspname
LIMIT 1
"""


def find_version_table(
    connection: Connection[Any], version_table: tuple[str | None, str], role: str
) -> int:
    """Give the OID of Alembic's table, 0 where it does not exist.

    Must run before ``fix_text_settings``: without a schema the session's own search path
    counts first, then the schema named like the role, then ``public``.
    """
    schema, name = version_table
    # The history may have left the database with one that no reading would meet.
    connection.execute("SET statement_timeout = 0")
    row = connection.execute(_CANDIDATES, {"schema": schema, "name": name, "role": role}).fetchone()
    return int(row[0]) if row else 0


def fix_text_settings(connection: Connection[Any]) -> None:
    """Give the session the settings under which everything is read."""
    _set(connection, _SETTINGS)


def scan_in_physical_order(connection: Connection[Any]) -> None:
    """Let every table be read from its first page to its last, by no index."""
    _set(connection, _PHYSICAL_ORDER)


def _set(connection: Connection[Any], settings: Mapping[str, str]) -> None:
    script = "; ".join(f"SET {name} = {value}" for name, value in settings.items())
    connection.execute(script.encode())
