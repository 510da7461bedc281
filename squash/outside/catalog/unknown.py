"""Unknown objects: made by a user, but seen neither by pg_dump's text nor by this catalog."""

from __future__ import annotations

from collections.abc import Iterator

from squash.outside.catalog.facts import FIRST_USER_OID, Reading, members, union
from squash.snapshot import Fact

_RELKINDS = "rpvmfScitI"

CATALOGS = frozenset(
    {
        "pg_am",
        "pg_amop",
        "pg_amproc",
        "pg_attrdef",
        "pg_authid",
        "pg_auth_members",
        "pg_cast",
        "pg_class",
        "pg_collation",
        "pg_constraint",
        "pg_conversion",
        "pg_database",
        "pg_default_acl",
        "pg_enum",
        "pg_event_trigger",
        "pg_extension",
        "pg_foreign_data_wrapper",
        "pg_foreign_server",
        "pg_language",
        "pg_largeobject_metadata",
        "pg_namespace",
        "pg_opclass",
        "pg_operator",
        "pg_opfamily",
        "pg_parameter_acl",
        "pg_policy",
        "pg_proc",
        "pg_publication",
        "pg_publication_namespace",
        "pg_publication_rel",
        "pg_rewrite",
        "pg_statistic_ext",
        "pg_subscription",
        "pg_tablespace",
        "pg_transform",
        "pg_trigger",
        "pg_ts_config",
        "pg_ts_dict",
        "pg_ts_parser",
        "pg_ts_template",
        "pg_type",
        "pg_user_mapping",
    }
)
"""System catalogs whose objects other parts or the text of pg_dump show."""

_OTHER_CATALOGS = """
SELECT c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid
WHERE c.relnamespace = 'pg_catalog'::regnamespace AND c.relkind = 'r' AND a.attname = 'oid'
AND a.attnum > 0
"""

_OTHER_RELATIONS = f"""
SELECT c.oid::regclass::text, 'relation of kind ' || c.relkind::text FROM pg_catalog.pg_class c
WHERE c.oid >= {FIRST_USER_OID} AND c.relkind <> ALL (string_to_array('{_RELKINDS}', NULL))
"""

# pg_dump takes whatever lives in these schemas for the server's own.
_SYSTEM_SCHEMAS = "('pg_catalog'::regnamespace, 'information_schema'::regnamespace)"


def _in_system_schemas(catalog: str, namespace: str, condition: str = "true") -> str:
    return f"""
SELECT o.identity, o.type FROM pg_catalog.{catalog} x CROSS JOIN LATERAL
pg_catalog.pg_identify_object('pg_catalog.{catalog}'::regclass, x.oid, 0) o
WHERE x.oid >= {FIRST_USER_OID} AND x.{namespace} IN {_SYSTEM_SCHEMAS} AND ({condition})
AND NOT {members(catalog, "x")}
"""


_MISPLACED = union(
    [
        _in_system_schemas("pg_class", "relnamespace", "x.relkind NOT IN ('i', 'I', 't')"),
        _in_system_schemas("pg_proc", "pronamespace"),
        _in_system_schemas("pg_type", "typnamespace", "x.typtype <> 'c' AND x.typelem = 0"),
        _in_system_schemas("pg_operator", "oprnamespace"),
        _in_system_schemas("pg_opclass", "opcnamespace"),
        _in_system_schemas("pg_collation", "collnamespace"),
        _in_system_schemas("pg_conversion", "connamespace"),
        _in_system_schemas("pg_ts_config", "cfgnamespace"),
        _in_system_schemas("pg_ts_dict", "dictnamespace"),
        _in_system_schemas("pg_statistic_ext", "stxnamespace"),
    ]
)


def read(reading: Reading, catalogs: frozenset[str] = CATALOGS) -> Iterator[Fact]:
    """Read what a user made and no other part knows.

    Parameters
    ----------
    reading : the session
    catalogs : system catalogs whose objects other parts or pg_dump's text show
    """
    for name, kind in reading.query(union([_OTHER_RELATIONS, _MISPLACED])):
        yield reading.fact("unknown object", f"{kind} {name}", True)
    others = [name for (name,) in reading.query(_OTHER_CATALOGS) if name not in catalogs]
    for catalog in sorted(others):
        sql = f"""
SELECT 'unknown object', pg_catalog.pg_describe_object('pg_catalog.{catalog}'::regclass, x.oid, 0),
'true'::jsonb FROM pg_catalog.{catalog} x WHERE x.oid >= {FIRST_USER_OID}
"""
        yield from reading.facts(sql)
