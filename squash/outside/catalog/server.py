"""The database as such and what a migration may leave on its server."""

from __future__ import annotations

from collections.abc import Iterator

from squash.outside.catalog.facts import FIRST_USER_OID, Reading
from squash.snapshot import Fact

_DATABASE = """
SELECT 'database', quote_ident(d.datname), jsonb_build_object(
  'encoding', pg_encoding_to_char(d.encoding), 'collation', d.datcollate, 'ctype', d.datctype,
  'connection limit', d.datconnlimit, 'allows connections', d.datallowconn,
  'template', d.datistemplate, 'tablespace', t.spcname)
FROM pg_catalog.pg_database d JOIN pg_catalog.pg_tablespace t ON t.oid = d.dattablespace
WHERE d.datname = current_database()
"""

_TABLESPACES = f"""
SELECT 'tablespace', quote_ident(t.spcname), jsonb_build_object(
  'location', pg_tablespace_location(t.oid), 'options', t.spcoptions)
FROM pg_catalog.pg_tablespace t WHERE t.oid >= {FIRST_USER_OID} OR t.spcoptions IS NOT NULL
"""

_SLOTS = """
SELECT 'replication slot', s.slot_name::text, jsonb_build_object('type', s.slot_type,
  'plugin', s.plugin, 'database', s.database)
FROM pg_catalog.pg_replication_slots s WHERE NOT s.temporary
AND (s.database IS NULL OR s.database = current_database())
"""

# Subscriptions have origins of their own, named by their OIDs.
_ORIGINS = """
SELECT 'replication origin', o.roname, 'true'::jsonb FROM pg_catalog.pg_replication_origin o
WHERE o.roname !~ '^pg_[0-9]+'
"""

_PREPARED = """
SELECT 'prepared transaction', p.gid, to_jsonb(p.owner) FROM pg_catalog.pg_prepared_xacts p
WHERE p.database = current_database()
"""

_AUTO_CONF = """
SELECT 'server setting', f.name, to_jsonb(f.setting) FROM pg_catalog.pg_file_settings f
WHERE f.sourcefile ~ 'postgresql[.]auto[.]conf$'
"""

_DATABASES = "SELECT d.datname, quote_ident(d.datname) FROM pg_catalog.pg_database d"


def read(reading: Reading) -> Iterator[Fact]:
    """Read the database's own properties, tablespaces, slots, origins and ALTER SYSTEM."""
    for sql in (_DATABASE, _TABLESPACES, _SLOTS, _ORIGINS, _PREPARED):
        yield from reading.facts(sql)
    if reading.superuser:
        yield from reading.facts(_AUTO_CONF)
    if reading.known_databases is not None:
        for raw, name in reading.query(_DATABASES):
            if raw not in reading.known_databases:
                yield reading.fact("other database", name, True)
