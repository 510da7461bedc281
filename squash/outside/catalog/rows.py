"""The rows of all tables and materialised views, as COPY text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from psycopg import Connection, OperationalError, pq, sql

from squash.outside.catalog.facts import FIRST_USER_OID
from squash.outside.catalog.session import scan_in_physical_order
from squash.snapshot import Rows

# Tables of an extension count as far as the extension marks their rows as the user's.
_TABLES = f"""
SELECT c.oid::regclass::text,
  array_agg(a.attname::text ORDER BY a.attnum),
  array_agg(format_type(a.atttypid, a.atttypmod) ORDER BY a.attnum),
  (SELECT array_agg(k.attname::text ORDER BY n.place)
    FROM pg_catalog.pg_index i CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY n(number, place)
    JOIN pg_catalog.pg_attribute k ON k.attrelid = i.indrelid AND k.attnum = n.number
    WHERE i.indrelid = c.oid AND i.indisprimary AND n.place <= i.indnkeyatts),
  e.condition, c.relkind = 'm'
FROM pg_catalog.pg_class c
LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN (SELECT table_oid, condition FROM pg_catalog.pg_extension
  CROSS JOIN LATERAL unnest(extconfig, extcondition) marked(table_oid, condition)) e
  ON e.table_oid = c.oid
WHERE c.oid >= {FIRST_USER_OID} AND c.relkind IN ('r', 'm') AND c.relispopulated
AND c.relpersistence <> 't'
AND c.oid <> %s::bigint::oid AND pg_catalog.pg_relation_size(c.oid) > 0
AND (e.table_oid IS NOT NULL OR NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
  WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e'))
GROUP BY c.oid, e.condition ORDER BY c.oid::regclass::text
"""

_TABLES_AT_ONCE = 200


def read_rows(connection: Connection[Any], version_oid: int) -> Mapping[str, Rows]:
    """Read every table that has rows, all columns, in physical order.

    Parameters
    ----------
    connection : in its transaction, with fixed settings
    version_oid : OID of Alembic's table, which is left out
    """
    tables = [_Table(*row) for row in connection.execute(_TABLES, [version_oid]).fetchall()]
    found = {}
    for start in range(0, len(tables), _TABLES_AT_ONCE):
        chunk = tables[start : start + _TABLES_AT_ONCE]
        # Rolling back a savepoint gives the tables' locks back: the server has few of them.
        # And it gives later queries of the catalog their indexes back.
        with connection.transaction(force_rollback=True):
            scan_in_physical_order(connection)
            for table, lines in zip(chunk, _copy(connection, chunk), strict=True):
                if lines:
                    found[table.name] = table.rows(lines)
    return found


class _Table(NamedTuple):
    """One row of the list of tables; a table without columns has one that is None."""

    name: str
    columns: list[str | None]
    types: list[str | None]
    key: list[str] | None
    condition: str | None
    derived: bool

    def query(self, connection: Connection[Any]) -> str:
        names = [sql.Identifier(name).as_string(connection) for name in self.columns if name]
        chosen = ", ".join(names)
        return f"COPY (SELECT {chosen} FROM ONLY {self.name} {self.condition or ''}) TO STDOUT"

    def rows(self, lines: Sequence[bytes]) -> Rows:
        return Rows(
            self.name,
            tuple(name for name in self.columns if name is not None),
            tuple(kind for kind in self.types if kind is not None),
            tuple(self.key or ()),
            tuple(lines),
            self.derived,
        )


def _copy(connection: Connection[Any], tables: Sequence[_Table]) -> list[list[bytes]]:
    """Copy tables out in one exchange with the server: waiting for each would double the time."""
    pg = connection.pgconn
    pg.send_query(";".join(table.query(connection) for table in tables).encode())
    copied: list[list[bytes]] = []
    problem = b""
    while result := pg.get_result():
        if result.status == pq.ExecStatus.COPY_OUT:
            lines: list[bytes] = []
            while (received := pg.get_copy_data(0))[0] > 0:
                lines.append(bytes(received[1])[:-1])
            copied.append(lines)
        elif result.status == pq.ExecStatus.FATAL_ERROR:
            problem = result.error_message
    if problem:
        raise OperationalError(problem.decode(errors="replace"))
    return copied
