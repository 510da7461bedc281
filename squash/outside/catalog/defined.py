"""What the definition of an object consists of, by system catalog."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Defined:
    """How to tell the definition of a system catalog's object ``x``.

    Parameters
    ----------
    definition : SQL expression, a text or jsonb without OIDs
    owner : column with the owner's OID, "" where there is none
    parts : (catalog, column) of rows that are a part of the object with that OID
    condition : SQL condition for objects that nothing else tells of
    """

    definition: str
    owner: str = ""
    parts: tuple[tuple[str, str], ...] = ()
    condition: str = "true"


def _row(*without: str, **instead: str) -> str:
    """The whole row as jsonb, without columns that hold OIDs, and with names in their place."""
    columns = ", ".join(f"'{name}'" for name in ("oid", *without))
    names = ", ".join(f"'{name}', {sql}" for name, sql in instead.items())
    told = f" || jsonb_build_object({names})" if names else ""
    return f"(to_jsonb(x) - ARRAY[{columns}]){told}"


def _parts(text: str, catalog: str, condition: str) -> str:
    """Parts of an object, one text each, in one order."""
    return f"ARRAY(SELECT {text} AS p FROM pg_catalog.{catalog} p WHERE {condition} ORDER BY 1)"


def _of_relation(relation: str) -> str:
    """The columns of a relation, in their order."""
    return f"""(SELECT jsonb_agg(jsonb_build_array(a.attname, format_type(a.atttypid, a.atttypmod),
  a.attnotnull, a.attidentity, a.attgenerated, a.attcollation::regcollation::text,
  a.attstorage, nullif(a.attstattarget, -1), a.attoptions, a.attfdwoptions,
  pg_get_expr(d.adbin, d.adrelid)) ORDER BY a.attnum)
FROM pg_catalog.pg_attribute a
LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE a.attrelid = {relation} AND a.attnum > 0 AND NOT a.attisdropped)"""


_SORTED = "ARRAY(SELECT o FROM unnest({}) o ORDER BY 1)"

_AGGREGATE = """(SELECT to_jsonb(a) - ARRAY['aggfnoid', 'aggsortop', 'aggtranstype',
  'aggmtranstype'] || jsonb_build_object('sort', a.aggsortop::regoperator::text,
  'state', a.aggtranstype::regtype::text, 'moving', a.aggmtranstype::regtype::text,
  'volatile', x.provolatile, 'parallel', x.proparallel, 'strict', x.proisstrict,
  'settings', x.proconfig, 'cost', x.procost, 'result', x.prorettype::regtype::text)
FROM pg_catalog.pg_aggregate a WHERE a.aggfnoid = x.oid)"""

_TYPE = _row(
    *("typnamespace", "typowner", "typrelid", "typelem", "typarray", "typbasetype"),
    *("typcollation", "typdefaultbin", "typacl"),
    element="x.typelem::regtype::text",
    base="format_type(nullif(x.typbasetype, 0), x.typtypmod)",
    collation="x.typcollation::regcollation::text",
    checks=_parts(
        "concat_ws(' ', p.conname, pg_get_constraintdef(p.oid), p.convalidated)",
        "pg_constraint",
        "p.contypid = x.oid",
    ),
    labels="ARRAY(SELECT e.enumlabel FROM pg_catalog.pg_enum e WHERE e.enumtypid = x.oid"
    " ORDER BY e.enumsortorder)",
    columns=f"CASE WHEN x.typrelid <> 0 THEN {_of_relation('x.typrelid')} END",
)

_RELATION = f"""jsonb_build_object('kind', x.relkind, 'persistence', x.relpersistence,
  'options', {_SORTED.format("x.reloptions")}, 'replica identity', x.relreplident,
  'row security', x.relrowsecurity, 'forced row security', x.relforcerowsecurity,
  'columns', {_of_relation("x.oid")}, 'index', CASE WHEN x.relkind IN ('i', 'I')
    THEN pg_get_indexdef(x.oid) END,
  'constraints', {
    _parts(
        "concat_ws(' ', p.conname, pg_get_constraintdef(p.oid), p.convalidated)",
        "pg_constraint",
        "p.conrelid = x.oid",
    )
},
  'indexes', {_parts("pg_get_indexdef(p.indexrelid)", "pg_index", "p.indrelid = x.oid")},
  'rules', {
    _parts(
        "concat_ws(' ', p.ev_enabled, pg_get_ruledef(p.oid))", "pg_rewrite", "p.ev_class = x.oid"
    )
},
  'triggers', {
    _parts(
        "concat_ws(' ', p.tgenabled, pg_get_triggerdef(p.oid))",
        "pg_trigger",
        "p.tgrelid = x.oid AND NOT p.tgisinternal",
    )
})"""

_FAMILY = f"""jsonb_build_object('operators', {
    _parts(
        "concat_ws(' ', p.amopstrategy, p.amoplefttype::regtype, p.amoprighttype::regtype,"
        " p.amoppurpose, p.amopopr::regoperator, (SELECT f.opfname FROM pg_catalog.pg_opfamily f"
        " WHERE f.oid = p.amopsortfamily))",
        "pg_amop",
        "p.amopfamily = x.oid",
    )
}, 'functions', {
    _parts(
        "concat_ws(' ', p.amprocnum, p.amproclefttype::regtype, p.amprocrighttype::regtype,"
        " p.amproc::regprocedure)",
        "pg_amproc",
        "p.amprocfamily = x.oid",
    )
})"""

_TEXT_SEARCH = """jsonb_build_object('parser', (SELECT p.prsname
FROM pg_catalog.pg_ts_parser p WHERE p.oid = x.cfgparser), 'dictionaries', ARRAY(
  SELECT concat_ws(' ', m.maptokentype, m.mapseqno, m.mapdict::regdictionary)
  FROM pg_catalog.pg_ts_config_map m WHERE m.mapcfg = x.oid
  ORDER BY m.maptokentype, m.mapseqno))"""

# The public schema is in the dump.
_NO_PUBLIC = "x.oid <> 2200"

CATALOGS: Mapping[str, Defined] = {
    "pg_proc": Defined(
        f"CASE x.prokind WHEN 'a' THEN {_AGGREGATE} ELSE to_jsonb(pg_get_functiondef(x.oid)) END",
        "proowner",
        (("pg_aggregate", "aggfnoid"),),
    ),
    "pg_type": Defined(_TYPE, "typowner", (("pg_constraint", "contypid"),)),
    "pg_class": Defined(
        _RELATION,
        "relowner",
        (("pg_attribute", "attrelid"), ("pg_rewrite", "ev_class")),
        "x.relkind <> 't' AND x.oid <> 0",
    ),
    "pg_operator": Defined(
        _row(
            *("oprnamespace", "oprowner", "oprleft", "oprright", "oprresult", "oprcom"),
            "oprnegate",
            result="x.oprresult::regtype::text",
            commutator="x.oprcom::regoperator::text",
            negator="x.oprnegate::regoperator::text",
        ),
        "oprowner",
    ),
    "pg_opclass": Defined(
        """jsonb_build_object('default', x.opcdefault, 'type', x.opcintype::regtype::text,
  'key', x.opckeytype::regtype::text, 'family', (SELECT f.opfname
  FROM pg_catalog.pg_opfamily f WHERE f.oid = x.opcfamily))""",
        "opcowner",
    ),
    "pg_opfamily": Defined(
        _FAMILY, "opfowner", (("pg_amop", "amopfamily"), ("pg_amproc", "amprocfamily"))
    ),
    "pg_cast": Defined(
        "concat_ws(' ', x.castcontext, x.castmethod, x.castfunc::regprocedure)",
    ),
    "pg_collation": Defined(_row("collnamespace", "collowner", "collversion"), "collowner"),
    "pg_conversion": Defined(_row("connamespace", "conowner"), "conowner"),
    "pg_language": Defined(
        _row(
            *("lanowner", "lanacl", "lanplcallfoid", "laninline", "lanvalidator"),
            handlers="ARRAY[x.lanplcallfoid::regprocedure::text, x.laninline::regprocedure::text,"
            " x.lanvalidator::regprocedure::text]",
        ),
        "lanowner",
    ),
    "pg_foreign_data_wrapper": Defined(
        _row(
            *("fdwowner", "fdwacl", "fdwhandler", "fdwvalidator", "fdwoptions"),
            functions="ARRAY[x.fdwhandler::regprocedure::text, x.fdwvalidator::regprocedure::text]",
            options=_SORTED.format("x.fdwoptions"),
        ),
        "fdwowner",
    ),
    "pg_foreign_server": Defined(
        _row(
            *("srvowner", "srvacl", "srvfdw", "srvoptions"),
            options=_SORTED.format("x.srvoptions"),
        ),
        "srvowner",
    ),
    "pg_namespace": Defined("'schema'::text", "nspowner", condition=_NO_PUBLIC),
    "pg_am": Defined(_row()),
    "pg_transform": Defined("concat_ws(' ', x.trffromsql::regprocedure, x.trftosql::regprocedure)"),
    "pg_ts_config": Defined(_TEXT_SEARCH, "cfgowner", (("pg_ts_config_map", "mapcfg"),)),
    "pg_ts_dict": Defined(
        _row(
            *("dictnamespace", "dictowner", "dicttemplate"),
            template="(SELECT t.tmplname FROM pg_catalog.pg_ts_template t"
            " WHERE t.oid = x.dicttemplate)",
        ),
        "dictowner",
    ),
    "pg_ts_parser": Defined(_row("prsnamespace")),
    "pg_ts_template": Defined(_row("tmplnamespace")),
}
"""Catalogs of what an extension or initdb can make, and how each tells a definition."""
