"""Relations and what hangs on them, and further objects of which a dump does not tell all."""

from __future__ import annotations

from collections.abc import Iterator

from squash.outside.catalog.facts import FIRST_USER_OID, Reading, members
from squash.snapshot import Fact

_RELATIONS = f"""
SELECT CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialised view'
    WHEN 'f' THEN 'foreign table' ELSE 'table' END, c.oid::regclass::text,
  jsonb_strip_nulls(jsonb_build_object(
    'partitioned', CASE c.relkind WHEN 'p' THEN true END,
    'populated', CASE c.relkind WHEN 'm' THEN c.relispopulated END,
    'persistence', CASE c.relpersistence WHEN 'u' THEN 'unlogged' ELSE 'permanent' END,
    'access method', am.amname,
    'tablespace', ts.spcname,
    'of type', nullif(c.reloftype, 0)::regtype::text,
    'options', (SELECT array_agg(o ORDER BY o) FROM unnest(c.reloptions) o),
    'toast options', (SELECT array_agg(o ORDER BY o) FROM unnest(t.reloptions) o),
    'replica identity', CASE c.relreplident WHEN 'n' THEN 'nothing' WHEN 'f' THEN 'full'
      WHEN 'i' THEN 'index' ELSE 'default' END,
    'row security', c.relrowsecurity,
    'forced row security', c.relforcerowsecurity))
FROM pg_catalog.pg_class c
LEFT JOIN pg_catalog.pg_class t ON t.oid = c.reltoastrelid AND t.reloptions IS NOT NULL
LEFT JOIN pg_catalog.pg_am am ON am.oid = c.relam
LEFT JOIN pg_catalog.pg_tablespace ts ON ts.oid = c.reltablespace
WHERE c.oid >= {FIRST_USER_OID} AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
AND c.relpersistence <> 't' AND c.oid <> :version
"""

_INHERITANCE = """
SELECT 'inheritance', i.inhrelid::regclass::text,
  jsonb_agg(i.inhparent::regclass::text ORDER BY i.inhseqno)
FROM pg_catalog.pg_inherits i GROUP BY i.inhrelid
"""

_DETACHING = """
SELECT 'partition being detached', i.inhrelid::regclass::text,
  to_jsonb(i.inhparent::regclass::text)
FROM pg_catalog.pg_inherits i WHERE i.inhdetachpending
"""

_INDEXES = f"""
SELECT 'index', i.indexrelid::regclass::text, jsonb_strip_nulls(jsonb_build_object(
  'table', i.indrelid::regclass::text, 'valid', i.indisvalid, 'ready', i.indisready,
  'live', i.indislive, 'clustered on', i.indisclustered, 'replica identity', i.indisreplident,
  'definition', CASE WHEN NOT i.indisvalid THEN pg_catalog.pg_get_indexdef(i.indexrelid) END))
FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indrelid
WHERE i.indexrelid >= {FIRST_USER_OID} AND c.relkind <> 't' AND c.relpersistence <> 't'
AND c.oid <> :version
"""


def _constraints(major: int) -> str:
    enforced = "c.conenforced" if major >= 18 else "NULL::boolean"
    return f"""
SELECT 'constraint', CASE c.conrelid WHEN 0 THEN c.contypid::regtype::text
    ELSE c.conrelid::regclass::text END || '.' || quote_ident(c.conname),
  jsonb_strip_nulls(jsonb_build_object(
    'type', CASE c.contype WHEN 'c' THEN 'check' WHEN 'f' THEN 'foreign key'
      WHEN 'n' THEN 'not null' WHEN 'p' THEN 'primary key' WHEN 'u' THEN 'unique'
      WHEN 't' THEN 'trigger' WHEN 'x' THEN 'exclusion' ELSE c.contype::text END,
    'validated', c.convalidated, 'enforced', {enforced}, 'deferrable', c.condeferrable,
    'deferred', c.condeferred, 'local', c.conislocal,
    -- Only these are inherited; for an index it tells how it was attached, not what it does.
    'no inherit', CASE WHEN c.contype IN ('c', 'n') THEN c.connoinherit END,
    'parents', c.coninhcount, 'references', nullif(c.confrelid, 0)::regclass::text,
    'part of', (SELECT p.conrelid::regclass::text || '.' || quote_ident(p.conname)
      FROM pg_catalog.pg_constraint p WHERE p.oid = nullif(c.conparentid, 0)),
    'columns', CASE WHEN c.contype = 'n' OR c.conparentid <> 0 OR c.coninhcount > 0 THEN (
      SELECT jsonb_agg(a.attname ORDER BY k.place)
      FROM unnest(c.conkey) WITH ORDINALITY k(number, place)
      JOIN pg_catalog.pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.number) END))
FROM pg_catalog.pg_constraint c
WHERE c.oid >= {FIRST_USER_OID} AND (c.conrelid = 0 OR c.conrelid <> :version)
"""


_STATES = """CASE {} WHEN 'O' THEN 'enabled' WHEN 'D' THEN 'disabled' WHEN 'R' THEN 'replica'
  ELSE 'always' END"""

_TRIGGERS = f"""
SELECT 'trigger', t.tgrelid::regclass::text || '.' ||
  CASE WHEN t.tgisinternal THEN coalesce(quote_ident(c.conname), 'internal')
    || ' (' || t.tgfoid::regproc::text || ')' ELSE quote_ident(t.tgname) END,
  to_jsonb({_STATES.format("t.tgenabled")})
FROM pg_catalog.pg_trigger t LEFT JOIN pg_catalog.pg_constraint c ON c.oid = t.tgconstraint
WHERE (NOT t.tgisinternal OR t.tgenabled <> 'O') AND t.tgrelid <> :version
"""

_RULES = f"""
SELECT 'rule', r.ev_class::regclass::text || '.' || quote_ident(r.rulename),
  to_jsonb({_STATES.format("r.ev_enabled")})
FROM pg_catalog.pg_rewrite r
WHERE r.oid >= {FIRST_USER_OID} AND (r.rulename <> '_RETURN' OR r.ev_enabled <> 'O')
AND r.ev_class <> :version
"""

_EVENT_TRIGGERS = f"""
SELECT 'event trigger', quote_ident(e.evtname), jsonb_build_object(
  'state', {_STATES.format("e.evtenabled")}, 'event', e.evtevent, 'tags', e.evttags,
  'function', e.evtfoid::regproc::text)
FROM pg_catalog.pg_event_trigger e
"""

_SEQUENCES = f"""
SELECT 'sequence', s.seqrelid::regclass::text, jsonb_build_object(
  'type', format_type(s.seqtypid, NULL), 'start', s.seqstart, 'increment', s.seqincrement,
  'minimum', s.seqmin, 'maximum', s.seqmax, 'cache', s.seqcache, 'cycle', s.seqcycle,
  'unlogged', c.relpersistence = 'u')
FROM pg_catalog.pg_sequence s JOIN pg_catalog.pg_class c ON c.oid = s.seqrelid
WHERE s.seqrelid >= {FIRST_USER_OID} AND c.relpersistence <> 't'
"""


def _constructors(major: int) -> str:
    """Functions made with a range type; a rename or a move of the type leaves their names behind.

    Their owners and privileges are told with those of all functions.
    """
    multirange = "r.rngmultitypid" if major >= 14 else "NULL"
    return f"""
SELECT 'range constructor', p.oid::regprocedure::text, jsonb_build_object(
  'range', r.rngtypid::regtype::text, 'type', t.oid::regtype::text,
  'type name', quote_ident(t.typname), 'type schema', quote_ident(tn.nspname),
  'old name', quote_ident(p.proname), 'old schema', quote_ident(fn.nspname),
  'definition', md5(pg_get_functiondef(p.oid)))
FROM pg_catalog.pg_range r
JOIN pg_catalog.pg_type t ON t.oid IN (r.rngtypid, {multirange})
JOIN pg_catalog.pg_namespace tn ON tn.oid = t.typnamespace
JOIN pg_catalog.pg_proc p ON p.prorettype = t.oid
JOIN pg_catalog.pg_namespace fn ON fn.oid = p.pronamespace
JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_proc'::regclass AND d.objid = p.oid
  AND d.refclassid = 'pg_catalog.pg_type'::regclass AND d.refobjid = t.oid AND d.deptype = 'i'
WHERE p.oid >= {FIRST_USER_OID} AND NOT {members("pg_type", "t")}
"""


# One CREATE OPERATOR may name an operator that comes later and then does not name this one; a load
# links both.
_OPERATORS = f"""
SELECT 'operator', o.oid::regoperator::text, jsonb_build_object(
  'commutator', o.oprcom::regoperator::text, 'negator', o.oprnegate::regoperator::text)
FROM pg_catalog.pg_operator o
WHERE o.oid >= {FIRST_USER_OID} AND NOT {members("pg_operator", "o")}
"""

_PUBLICATIONS = """
SELECT 'publication', quote_ident(p.pubname), to_jsonb(p) - ARRAY['oid', 'pubname', 'pubowner']
FROM pg_catalog.pg_publication p
"""


def read(reading: Reading) -> Iterator[Fact]:
    """Read relations, their indexes, constraints, triggers and rules, and sequences."""
    for sql in (
        _RELATIONS,
        _INHERITANCE,
        *([_DETACHING] if reading.major >= 14 else []),
        _INDEXES,
        _constraints(reading.major),
        _TRIGGERS,
        _RULES,
        _EVENT_TRIGGERS,
        _SEQUENCES,
        _constructors(reading.major),
        _OPERATORS,
        _PUBLICATIONS,
    ):
        yield from reading.facts(sql)
