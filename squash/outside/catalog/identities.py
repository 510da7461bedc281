"""Identity columns whose sequence is of another type than the column."""

from __future__ import annotations

from collections.abc import Iterator

from squash.outside.catalog.facts import FIRST_USER_OID, Reading
from squash.snapshot import Fact

_UNLIKE = f"""
SELECT 'identity', s.seqrelid::regclass::text, jsonb_build_object(
  'column', a.attrelid::regclass::text || '.' || quote_ident(a.attname),
  'column type', format_type(a.atttypid, NULL), 'sequence type', format_type(s.seqtypid, NULL))
FROM pg_catalog.pg_sequence s JOIN pg_catalog.pg_class c ON c.oid = s.seqrelid
JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_class'::regclass
  AND d.objid = s.seqrelid AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.deptype = 'i'
JOIN pg_catalog.pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
WHERE s.seqrelid >= {FIRST_USER_OID} AND c.relpersistence <> 't' AND a.attrelid <> :version
AND a.atttypid <> s.seqtypid
"""


def read(reading: Reading) -> Iterator[Fact]:
    """Read the sequences, which pg_dump takes to be of their columns' types."""
    return reading.facts(_UNLIKE)
