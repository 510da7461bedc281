"""Owners and effective privileges, with the built-in defaults filled in."""

from __future__ import annotations

from collections.abc import Iterator

from squash.outside.catalog.acl import grants
from squash.outside.catalog.facts import FIRST_USER_OID, Reading, members, union
from squash.snapshot import Fact


def _objects(
    word: str,
    name: str,
    catalog: str,
    owner: str,
    acl: str,
    kind: str,
    condition: str = "true",
    open_to_all: str = "false",
    by: str = "SELECT",
) -> str:
    """Give the query for one catalog: user objects, and others whose privileges may differ.

    The columns: word, name, owner, is made by a user, ACL, ACL before anything was granted.
    initdb gives PUBLIC the privilege ``by`` on its objects for which ``open_to_all`` holds,
    and does not remember it in pg_init_privs.
    """
    default = f"acldefault({kind}, {owner})"
    shared = f"CASE WHEN {open_to_all} THEN ARRAY[makeaclitem(0, {owner}, '{by}', false)] END"
    ours = f"(x.oid >= {FIRST_USER_OID} OR {_is_public(catalog)})"
    made = f"{ours} AND NOT {members(catalog, 'x')}"
    return f"""
SELECT {word}, {name}, pg_get_userbyid({owner}), {made},
  coalesce({acl}, {default})::text[], coalesce(i.initprivs, {default} || {shared})::text[]
FROM pg_catalog.{catalog} x LEFT JOIN pg_catalog.pg_init_privs i
ON i.objoid = x.oid AND i.classoid = 'pg_catalog.{catalog}'::regclass AND i.objsubid = 0
WHERE ({condition}) AND ({ours}
  OR {acl} IS NOT NULL OR i.initprivs IS NOT NULL)
"""


def _is_public(catalog: str) -> str:
    return "x.oid = 2200" if catalog == "pg_namespace" else "false"


_RELATION_WORD = """CASE x.relkind WHEN 'S' THEN 'sequence' WHEN 'v' THEN 'view'
WHEN 'm' THEN 'materialised view' WHEN 'f' THEN 'foreign table' ELSE 'table' END"""
_ROUTINE_WORD = """CASE x.prokind WHEN 'p' THEN 'procedure' WHEN 'a' THEN 'aggregate'
ELSE 'function' END"""
_FREE_TYPE = """(x.typrelid = 0 OR EXISTS (SELECT FROM pg_catalog.pg_class c
WHERE c.oid = x.typrelid AND c.relkind = 'c')) AND x.typtype <> 'm' AND NOT EXISTS (
SELECT FROM pg_catalog.pg_type part WHERE part.oid = x.typelem AND part.typarray = x.oid)"""

# Up to version 16 a multirange type has an owner and privileges of its own; later its range's.
_MULTIRANGES = _objects(
    "'multirange type'",
    "format_type(x.oid, NULL)",
    "pg_type",
    "x.typowner",
    "x.typacl",
    "'T'",
    "x.typtype = 'm'",
)

_ALL_OBJECTS = union(
    [
        _objects(
            _RELATION_WORD,
            "x.oid::regclass::text",
            "pg_class",
            "x.relowner",
            "x.relacl",
            "CASE x.relkind WHEN 'S' THEN 's'::\"char\" ELSE 'r' END",
            "x.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND x.relpersistence <> 't'"
            " AND x.oid <> :version",
            f"x.oid < {FIRST_USER_OID} AND x.relnamespace = 'information_schema'::regnamespace",
        ),
        _objects(
            _ROUTINE_WORD, "x.oid::regprocedure::text", "pg_proc", "x.proowner", "x.proacl", "'f'"
        ),
        _objects(
            "'type'",
            "format_type(x.oid, NULL)",
            "pg_type",
            "x.typowner",
            "x.typacl",
            "'T'",
            _FREE_TYPE,
        ),
        _objects(
            "'schema'",
            "quote_ident(x.nspname)",
            "pg_namespace",
            "x.nspowner",
            "x.nspacl",
            "'n'",
            "x.nspname !~ '^pg_(toast_)?temp'",
            "x.nspname = 'information_schema'",
            "USAGE",
        ),
        _objects(
            "'language'", "quote_ident(x.lanname)", "pg_language", "x.lanowner", "x.lanacl", "'l'"
        ),
        _objects(
            "'foreign data wrapper'",
            "quote_ident(x.fdwname)",
            "pg_foreign_data_wrapper",
            "x.fdwowner",
            "x.fdwacl",
            "'F'",
        ),
        _objects(
            "'server'",
            "quote_ident(x.srvname)",
            "pg_foreign_server",
            "x.srvowner",
            "x.srvacl",
            "'S'",
        ),
        _objects(
            "'large object'",
            "x.oid::text",
            "pg_largeobject_metadata",
            "x.lomowner",
            "x.lomacl",
            "'L'",
        ),
        _objects(
            "'database'",
            "quote_ident(x.datname)",
            "pg_database",
            "x.datdba",
            "x.datacl",
            "'d'",
            "x.datname = current_database()",
        ),
        _objects(
            "'tablespace'",
            "quote_ident(x.spcname)",
            "pg_tablespace",
            "x.spcowner",
            "x.spcacl",
            "'t'",
        ),
    ]
)

# initdb's own are hundreds, nearly all as they were.
_TOLD = """
SELECT * FROM ({}) x (word, name, owner, made, acl, before)
WHERE x.made OR x.acl IS DISTINCT FROM x.before
"""

# The owner is the relation's, and begins with the built-in defaults whatever the default
# privileges are.
_ROW_TYPES = """
SELECT 'row type', format_type(x.oid, NULL), NULL, false,
  coalesce(x.typacl, acldefault('T', x.typowner))::text[],
  coalesce(i.initprivs, acldefault('T', x.typowner))::text[]
FROM pg_catalog.pg_type x JOIN pg_catalog.pg_class c ON c.oid = x.typrelid
LEFT JOIN pg_catalog.pg_init_privs i
ON i.objoid = x.oid AND i.classoid = 'pg_catalog.pg_type'::regclass AND i.objsubid = 0
WHERE c.relkind <> 'c' AND c.relpersistence <> 't'
AND (x.typacl IS NOT NULL OR i.initprivs IS NOT NULL)
"""

_COLUMNS = """
SELECT 'column', a.attrelid::regclass::text || '.' || quote_ident(a.attname), NULL, false,
  a.attacl::text[], coalesce(i.initprivs::text[], ARRAY[]::text[])
FROM pg_catalog.pg_attribute a LEFT JOIN pg_catalog.pg_init_privs i
ON i.objoid = a.attrelid AND i.classoid = 'pg_catalog.pg_class'::regclass AND i.objsubid = a.attnum
WHERE a.attacl IS NOT NULL AND NOT a.attisdropped AND a.attrelid <> :version
"""

_PARAMETERS = """
SELECT 'parameter', p.parname, NULL, false, p.paracl::text[], acldefault('p', 10)::text[]
FROM pg_catalog.pg_parameter_acl p
"""

_DEFAULTS = """
SELECT 'for role ' || quote_ident(pg_get_userbyid(d.defaclrole))
  || coalesce(' in schema ' || quote_ident(n.nspname), '') || ' on ' || CASE d.defaclobjtype
  WHEN 'r' THEN 'tables' WHEN 'S' THEN 'sequences' WHEN 'f' THEN 'functions'
  WHEN 'T' THEN 'types' WHEN 'n' THEN 'schemas' WHEN 'L' THEN 'large objects'
  ELSE d.defaclobjtype::text END, d.defaclacl::text[]
FROM pg_catalog.pg_default_acl d
LEFT JOIN pg_catalog.pg_namespace n ON n.oid = d.defaclnamespace
"""

# The text names the owners of everything else.
_OTHER_OWNERS = f"""
SELECT 'owner', 'extension ' || quote_ident(e.extname), to_jsonb(pg_get_userbyid(e.extowner))
FROM pg_catalog.pg_extension e WHERE e.oid >= {FIRST_USER_OID}
UNION ALL SELECT 'owner', 'subscription ' || quote_ident(s.subname),
  to_jsonb(pg_get_userbyid(s.subowner)) FROM pg_catalog.pg_subscription s
WHERE s.subdbid = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
"""


def _of_objects(major: int) -> str:
    own_multiranges = [_MULTIRANGES] if 14 <= major <= 16 else []
    return _TOLD.format(union([_ALL_OBJECTS, *own_multiranges]))


def read(reading: Reading) -> Iterator[Fact]:
    """Read owners, effective privileges and default privileges.

    The privileges of what initdb or an extension made, and of row types, are facts only where
    they are not those it came with.
    """
    rows = reading.query(_of_objects(reading.major))
    rows += [*reading.query(_COLUMNS), *reading.query(_ROW_TYPES)]
    if reading.major >= 15:
        rows += reading.query(_PARAMETERS)
    for word, name, owner, made, acl, before in rows:
        title = f"{word} {name}"
        if made:
            yield reading.fact("owner", title, owner)
        if made or sorted(acl) != sorted(before):
            yield reading.fact("privilege", title, grants(acl, reading.role))
    for name, acl in reading.query(_DEFAULTS):
        yield reading.fact("default privilege", name, grants(acl, reading.role))
    yield from reading.facts(_OTHER_OWNERS)
