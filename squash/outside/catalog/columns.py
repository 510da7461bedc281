"""Columns: their physical order, and what was tuned on single ones."""

from __future__ import annotations

from collections.abc import Iterator

from squash.outside.catalog.facts import FIRST_USER_OID, Reading
from squash.snapshot import Fact

_ORDER = f"""
SELECT 'column order', c.oid::regclass::text, jsonb_agg(a.attname ORDER BY a.attnum)
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid
WHERE c.oid >= {FIRST_USER_OID} AND c.relkind IN ('r', 'p', 'f', 'c')
AND c.relpersistence <> 't' AND c.oid <> :version AND a.attnum > 0 AND NOT a.attisdropped
GROUP BY c.oid
"""


def _tuned(major: int) -> str:
    compression = "nullif(a.attcompression, '')" if major >= 14 else "NULL::text"
    # Some minor releases stamp a WAL position into attoptions, another in every run.
    return f"""
SELECT 'column', x.relation || '.' || quote_ident(x.attname), x.value FROM (
  SELECT c.oid::regclass::text AS relation, a.attname, jsonb_strip_nulls(jsonb_build_object(
    'statistics target', nullif(a.attstattarget, -1),
    'storage', CASE WHEN a.attstorage <> t.typstorage AND c.relkind NOT IN ('i', 'I')
      THEN a.attstorage END,
    'compression', {compression},
    'options', (SELECT array_agg(o ORDER BY o) FROM unnest(a.attoptions) o
      WHERE o !~ '^pg_attver='),
    'parents', nullif(a.attinhcount, 0),
    'local', CASE WHEN a.attinhcount > 0 THEN a.attislocal END)) AS value
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid
  JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
  WHERE c.oid >= {FIRST_USER_OID} AND c.relkind IN ('r', 'p', 'f', 'm', 'v', 'i', 'I')
  AND c.relpersistence <> 't' AND c.oid <> :version AND a.attnum > 0 AND NOT a.attisdropped
  AND (nullif(a.attstattarget, -1) IS NOT NULL OR a.attstorage <> t.typstorage
    OR {compression} IS NOT NULL OR a.attoptions IS NOT NULL OR a.attinhcount > 0)
) x WHERE x.value <> '{{}}'
"""


def read(reading: Reading) -> Iterator[Fact]:
    """Read the column order of every table and the columns with anything unusual."""
    yield from reading.facts(_ORDER)
    yield from reading.facts(_tuned(reading.major))
