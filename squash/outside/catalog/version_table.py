"""The version table itself: everything a history may have done to it, but its rows."""

from __future__ import annotations

from collections.abc import Iterator

from squash.outside.catalog.acl import grants
from squash.outside.catalog.facts import Reading
from squash.snapshot import Fact

_ASPECTS = """
SELECT 'owner', to_jsonb(pg_get_userbyid(relowner)) FROM pg_catalog.pg_class WHERE oid = :version
UNION ALL SELECT 'storage', jsonb_build_object('persistence', relpersistence, 'kind', relkind,
  'options', reloptions, 'replica identity', relreplident, 'tablespace', (
    SELECT spcname FROM pg_catalog.pg_tablespace t WHERE t.oid = c.reltablespace))
  FROM pg_catalog.pg_class c WHERE oid = :version
UNION ALL SELECT 'row security', jsonb_build_object('enabled', relrowsecurity,
  'forced', relforcerowsecurity) FROM pg_catalog.pg_class WHERE oid = :version
UNION ALL SELECT 'columns', jsonb_agg(jsonb_strip_nulls(jsonb_build_object('name', a.attname,
  'type', format_type(a.atttypid, a.atttypmod), 'not null', a.attnotnull,
  'default', pg_get_expr(d.adbin, d.adrelid), 'identity', nullif(a.attidentity, ''),
  'generated', nullif(a.attgenerated, ''),
  'collation', CASE WHEN a.attcollation <> t.typcollation
    THEN a.attcollation::regcollation::text END)) ORDER BY a.attnum)
  FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
  LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  WHERE a.attrelid = :version AND a.attnum > 0 AND NOT a.attisdropped
UNION ALL SELECT 'constraint ' || quote_ident(conname), to_jsonb(pg_get_constraintdef(oid))
  FROM pg_catalog.pg_constraint WHERE conrelid = :version
UNION ALL SELECT 'index ' || indexrelid::regclass, jsonb_build_object('valid', indisvalid,
  'definition', pg_get_indexdef(indexrelid))
  FROM pg_catalog.pg_index WHERE indrelid = :version
UNION ALL SELECT 'policy ' || quote_ident(p.polname), jsonb_build_object('command', p.polcmd,
  'permissive', p.polpermissive, 'using', pg_get_expr(p.polqual, p.polrelid),
  'check', pg_get_expr(p.polwithcheck, p.polrelid), 'roles', ARRAY(
    SELECT CASE r WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(r) END FROM unnest(p.polroles) r
    ORDER BY 1))
  FROM pg_catalog.pg_policy p WHERE p.polrelid = :version
UNION ALL SELECT 'trigger ' || quote_ident(tgname), jsonb_build_object('state', tgenabled,
  'definition', pg_get_triggerdef(oid))
  FROM pg_catalog.pg_trigger WHERE tgrelid = :version AND NOT tgisinternal
UNION ALL SELECT 'rule ' || quote_ident(rulename), jsonb_build_object('state', ev_enabled,
  'definition', pg_get_ruledef(oid)) FROM pg_catalog.pg_rewrite WHERE ev_class = :version
UNION ALL SELECT 'comment' || coalesce(' on ' || quote_ident(a.attname), ''),
  to_jsonb(d.description) FROM pg_catalog.pg_description d
  LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = d.objoid AND a.attnum = d.objsubid
    AND d.objsubid > 0
  WHERE d.classoid = 'pg_catalog.pg_class'::regclass AND d.objoid = :version
UNION ALL SELECT 'publication ' || quote_ident(p.pubname), 'true'::jsonb
  FROM pg_catalog.pg_publication_rel r JOIN pg_catalog.pg_publication p ON p.oid = r.prpubid
  WHERE r.prrelid = :version
UNION ALL SELECT 'inheritance', jsonb_agg(inhparent::regclass::text ORDER BY inhseqno)
  FROM pg_catalog.pg_inherits WHERE inhrelid = :version HAVING count(*) > 0
"""

_GRANTS = """
SELECT 'privileges', coalesce(relacl, acldefault('r', relowner))::text[]
FROM pg_catalog.pg_class WHERE oid = :version
UNION ALL SELECT 'privileges of ' || quote_ident(attname), attacl::text[]
FROM pg_catalog.pg_attribute
WHERE attrelid = :version AND attacl IS NOT NULL AND attacl <> '{}' AND NOT attisdropped
"""


def read(reading: Reading) -> Iterator[Fact]:
    """Read the version table, one fact per aspect; nothing where it does not exist."""
    if reading.version_table is None:
        return
    for aspect, value in reading.query(_ASPECTS):
        yield reading.fact("version table", f"{reading.version_table} {aspect}", value)
    for aspect, acl in reading.query(_GRANTS):
        value = grants(acl, reading.role)
        yield reading.fact("version table", f"{reading.version_table} {aspect}", value)
