"""Extensions, large objects, comments, labels, subscriptions, mappings."""

from __future__ import annotations

from collections.abc import Iterator

from squash.outside.catalog.facts import FIRST_USER_OID, Reading, sealed
from squash.snapshot import Fact

_PUBLIC_SCHEMA = 2200

_EXTENSIONS = """
SELECT 'extension', quote_ident(e.extname),
  jsonb_build_object('version', e.extversion, 'schema', n.nspname, 'relocatable',
    e.extrelocatable, 'configuration', e.extconfig::regclass[]::text[],
    'conditions', e.extcondition)
FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
"""

_LARGE_OBJECTS = """
SELECT 'large object', l.oid::text,
  jsonb_build_object('md5', md5(lo_get(l.oid)), 'bytes', length(lo_get(l.oid)))
FROM pg_catalog.pg_largeobject_metadata l
"""

# pg_dump leaves out what makes itself: copies that partitions and children inherit, the types of
# a table's rows, arrays and multiranges, constructors of ranges, the rule behind a view. Nor does
# it ask for constraints that it does not write as such, or for columns that every table has;
# and not every minor version asks for those of NOT NULL.
_LEFT_OUT = """CASE d.classoid
WHEN 'pg_catalog.pg_constraint'::regclass THEN EXISTS (SELECT FROM pg_catalog.pg_constraint c
  WHERE c.oid = d.objoid AND (c.contype = 't' OR (c.contype = 'f' AND c.conparentid <> 0)
    OR (c.contype IN ('c', 'n') AND NOT c.conislocal) OR (c.contype = 'n' AND c.contypid <> 0)))
WHEN 'pg_catalog.pg_trigger'::regclass THEN EXISTS (SELECT FROM pg_catalog.pg_trigger t
  WHERE t.oid = d.objoid AND t.tgparentid <> 0)
WHEN 'pg_catalog.pg_type'::regclass THEN EXISTS (SELECT FROM pg_catalog.pg_type t
  LEFT JOIN pg_catalog.pg_class c ON c.oid = t.typrelid
  LEFT JOIN pg_catalog.pg_type e ON e.oid = t.typelem
  WHERE t.oid = d.objoid AND (c.relkind <> 'c' OR e.typarray = t.oid OR t.typtype = 'm'))
WHEN 'pg_catalog.pg_proc'::regclass THEN EXISTS (SELECT FROM pg_catalog.pg_depend p
  WHERE p.classid = d.classoid AND p.objid = d.objoid AND p.deptype = 'i')
WHEN 'pg_catalog.pg_rewrite'::regclass THEN EXISTS (SELECT FROM pg_catalog.pg_rewrite r
  WHERE r.oid = d.objoid AND r.rulename = '_RETURN')
WHEN 'pg_catalog.pg_class'::regclass THEN d.objsubid < 0 AND d.objoid <> :version
ELSE false END"""

# The text shows comments on everything but that, shared objects, large objects, what belongs to
# an extension, and what initdb made (too much to list, so one hash stands for it).
_COMMENTS = f"""
SELECT 'comment', o.type || ' ' || o.identity, to_jsonb(d.description)
FROM pg_catalog.pg_shdescription d
CROSS JOIN LATERAL pg_catalog.pg_identify_object(d.classoid, d.objoid, 0) o
WHERE (d.classoid = 'pg_catalog.pg_database'::regclass AND d.objoid = (
    SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database()))
  OR (d.classoid <> 'pg_catalog.pg_database'::regclass AND d.objoid >= {FIRST_USER_OID})
UNION ALL
SELECT 'comment', o.type || ' ' || o.identity, to_jsonb(d.description)
FROM pg_catalog.pg_description d
CROSS JOIN LATERAL pg_catalog.pg_identify_object(d.classoid, d.objoid, d.objsubid) o
WHERE d.classoid = 'pg_catalog.pg_largeobject'::regclass OR (d.objoid >= {FIRST_USER_OID}
  AND ({_LEFT_OUT} OR EXISTS (SELECT FROM pg_catalog.pg_depend e
    WHERE e.deptype = 'e' AND e.classid = d.classoid AND e.objid = d.objoid)))
UNION ALL
SELECT 'comment', 'built-in objects', to_jsonb(sum(hashtextextended(
  concat_ws(' ', d.classoid, d.objoid, d.objsubid, d.description), 0))::text)
FROM pg_catalog.pg_description d WHERE d.objoid < {FIRST_USER_OID} AND d.objoid <> {_PUBLIC_SCHEMA}
  AND d.classoid NOT IN ('pg_catalog.pg_extension'::regclass, 'pg_catalog.pg_largeobject'::regclass)
"""

_LABELS = """
SELECT 'security label', o.type || ' ' || o.identity || ' for ' || l.provider, to_jsonb(l.label)
FROM (SELECT classoid, objoid, objsubid, provider, label FROM pg_catalog.pg_seclabel
  UNION ALL SELECT classoid, objoid, 0, provider, label FROM pg_catalog.pg_shseclabel) l
CROSS JOIN LATERAL pg_catalog.pg_identify_object(l.classoid, l.objoid, l.objsubid) o
"""

_OURS = "s.subdbid = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())"

_SUBSCRIPTIONS = f"""
SELECT quote_ident(s.subname), to_jsonb(s) - ARRAY['oid', 'subdbid', 'subname', 'subowner',
  'subskiplsn', 'subconninfo'], s.subconninfo FROM pg_catalog.pg_subscription s WHERE {_OURS}
"""

_SUBSCRIPTIONS_SEEN_BY_ALL = f"""
SELECT quote_ident(s.subname), jsonb_build_object('subenabled', s.subenabled,
  'subslotname', s.subslotname, 'subpublications', s.subpublications), ''
FROM pg_catalog.pg_subscription s WHERE {_OURS}
"""

_MAPPINGS = """
SELECT CASE m.umuser WHEN 0 THEN 'PUBLIC' ELSE quote_ident(m.usename) END || ' on '
  || quote_ident(m.srvname), m.umoptions
FROM pg_catalog.pg_user_mappings m
"""

_HARMLESS = {"user"}


def read(reading: Reading) -> Iterator[Fact]:
    """Read extensions, large objects, comments, labels, subscriptions and user mappings."""
    for sql in (_EXTENSIONS, _LARGE_OBJECTS, _COMMENTS, _LABELS):
        yield from reading.facts(sql)
    yield from _subscriptions(reading)
    yield from _mappings(reading)


def _subscriptions(reading: Reading) -> Iterator[Fact]:
    sql = _SUBSCRIPTIONS if reading.superuser else _SUBSCRIPTIONS_SEEN_BY_ALL
    for name, value, connection in reading.query(sql):
        content = {**value, "connection": sealed(connection)}
        yield reading.fact("subscription", name, content, secret=True)


def _mappings(reading: Reading) -> Iterator[Fact]:
    """Read user mappings; an option other than the user's name counts as a secret."""
    for name, options in reading.query(_MAPPINGS):
        if options is None:
            yield reading.fact("user mapping", name, {})
            continue
        pairs = dict(option.split("=", 1) for option in options)
        shown = {key: text if key in _HARMLESS else sealed(text) for key, text in pairs.items()}
        yield reading.fact("user mapping", name, shown, secret=not pairs.keys() <= _HARMLESS)
