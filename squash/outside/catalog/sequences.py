"""The positions of all sequences, read from each sequence itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from psycopg import Connection

from squash.outside.catalog.facts import FIRST_USER_OID

# Sequences of an extension count where the extension marks them as the user's.
_SEQUENCES = f"""
SELECT s.seqrelid::regclass::text, s.seqincrement, s.seqmin, s.seqmax, s.seqcycle
FROM pg_catalog.pg_sequence s JOIN pg_catalog.pg_class c ON c.oid = s.seqrelid
WHERE s.seqrelid >= {FIRST_USER_OID} AND c.relpersistence <> 't'
AND (NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e'
    AND d.classid = 'pg_catalog.pg_class'::regclass)
  OR EXISTS (SELECT FROM pg_catalog.pg_extension e WHERE c.oid = ANY (e.extconfig)))
ORDER BY 1
"""

_SEQUENCES_AT_ONCE = 250


def read_sequences(connection: Connection[Any]) -> Mapping[str, int]:
    """Give the next value of each sequence.

    ``pg_sequences`` will not do: it hides where ``setval(…, false)`` put a sequence.
    """
    definitions = connection.execute(_SEQUENCES).fetchall()
    positions: dict[str, int] = {}
    for start in range(0, len(definitions), _SEQUENCES_AT_ONCE):
        chunk = definitions[start : start + _SEQUENCES_AT_ONCE]
        query = " UNION ALL ".join(
            f"SELECT {number}, last_value, is_called FROM {name}"
            for number, (name, *_) in enumerate(chunk)
        )
        # Rolling back a savepoint gives the sequences' locks back.
        with connection.transaction(force_rollback=True):
            found = connection.execute(query.encode()).fetchall()
        for number, last, called in found:
            name, *limits = chunk[number]
            positions[name] = _next_value(last, called, *limits)
    return positions


def _next_value(
    last: int, called: bool, increment: int, minimum: int, maximum: int, cycle: bool
) -> int:
    following = last + increment if called else last
    if cycle and not minimum <= following <= maximum:
        return minimum if increment > 0 else maximum
    return following
