"""Definitions that pg_dump leaves out: those of members of an extension and of built-in objects.

One hash stands for a definition. It is made of names instead of OIDs, and privileges and comments
are no part of it, since other facts tell them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import Connection

from squash.outside.catalog.defined import CATALOGS, Defined
from squash.outside.catalog.facts import FIRST_USER_OID, Reading, Untouched, union
from squash.outside.catalog.session import fix_text_settings
from squash.snapshot import Fact

_FOREVER = 2**31 - 1

# initdb makes these two databases after everything else, so what has a younger row was touched
# later. Both are asked, since ALTER DATABASE makes a row anew.
_INITDB = """
SELECT max(age(d.xmin)) FROM pg_catalog.pg_database d WHERE d.datname IN ('template0', 'postgres')
"""

_MEMBERS = """
SELECT c.relname, d.objid::bigint, quote_ident(e.extname) || ': ' || o.type || ' ' || o.identity
FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
JOIN pg_catalog.pg_class c ON c.oid = d.classid
CROSS JOIN LATERAL pg_catalog.pg_identify_object(d.classid, d.objid, d.objsubid) o
WHERE d.refclassid = 'pg_catalog.pg_extension'::regclass AND d.deptype = 'e'
"""

# Both are one scan. A row of a part tells of the object that it belongs to.
_BUILT_IN = f"""
SELECT '{{catalog}}', '{{table}}', count(*),
  array_agg(DISTINCT x.{{column}}::bigint) FILTER (WHERE age(x.xmin) < :since)
FROM pg_catalog.{{table}} x WHERE x.{{column}} < {FIRST_USER_OID} AND x.{{column}} <> 0
"""

# The tables that initdb fills for the standard's sake; who may not read them cannot write either.
_FILLED = f"""
SELECT c.relname, c.oid::regclass::text FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n
ON n.oid = c.relnamespace WHERE n.nspname = 'information_schema' AND c.relkind = 'r'
AND c.oid < {FIRST_USER_OID} AND has_table_privilege(c.oid, 'SELECT')
"""

_ROWS = "SELECT '{}', sum(hashtextextended(x::text, 0))::text FROM {} x"

_NAME = """
SELECT o.type || ' ' || o.identity
FROM pg_catalog.pg_identify_object('pg_catalog.{}'::regclass, {}, 0) o
"""

_Key = tuple[str, int]  # system catalog and OID


@dataclass(frozen=True, slots=True)
class _Definition:
    """A definition.

    Parameters
    ----------
    digest : of all that it says
    owner : who owns the object; None where nobody does
    """

    digest: str
    owner: str | None

    @property
    def value(self) -> Mapping[str, str]:
        """As the value of a fact."""
        owned = {} if self.owner is None else {"owner": self.owner}
        return {"definition": self.digest, **owned}


def read(reading: Reading) -> Iterator[Fact]:
    """Read the members of extensions, and the built-in objects that are not as initdb made them."""
    members = {(catalog, oid): name for catalog, oid, name in reading.query(_MEMBERS)}
    rows = reading.query(_scans(_since(reading)))
    chosen: dict[str, set[int]] = defaultdict(set)
    for catalog, oid in members:
        chosen[catalog].add(oid)
    for catalog, _, _, touched in rows:
        chosen[catalog].update(touched or ())
    found = _definitions(reading.connection, chosen)
    for key, name in members.items():
        known = found.pop(key, None)
        yield reading.fact("extension member", name, known.value if known else True)
    yield from _built_in(reading, found)
    counts = {table: count for _, table, count, _ in rows}
    yield reading.fact("built-in objects", "how many there are", counts)
    yield from _rows(reading)


def _rows(reading: Reading) -> Iterator[Fact]:
    filled = reading.query(_FILLED)
    if filled:
        hashes = reading.query(union(_ROWS.format(*table) for table in filled))
        yield reading.fact("built-in object", "rows of information_schema", dict(hashes))


def _since(reading: Reading) -> int:
    """The age of what initdb made last, in transactions."""
    ((age,),) = reading.query(_INITDB)
    return age if age is not None and age >= 0 else _FOREVER


def _scans(since: int) -> str:
    """The SQL query for number and touched ones of the built-in objects of each catalog."""
    return union(
        _BUILT_IN.format(catalog=catalog, table=table, column=column).replace(":since", str(since))
        for catalog, defined in CATALOGS.items()
        for table, column in ((catalog, "oid"), *defined.parts)
    )


def _built_in(reading: Reading, found: Mapping[_Key, _Definition]) -> Iterator[Fact]:
    """The touched ones that are another than in a database as the server makes them.

    A privilege that came and went, and VACUUM FULL, write a row anew and change nothing.
    """
    before = _elsewhere(reading.untouched, found) if found and reading.untouched else {}
    for key, definition in found.items():
        if before.get(key) != definition:
            ((name,),) = reading.query(_NAME.format(*key))
            yield reading.fact("built-in object", name, definition.value)


def _elsewhere(untouched: Untouched, keys: Iterable[_Key]) -> Mapping[_Key, _Definition]:
    """The same objects in a database that nobody wrote to: built-in OIDs are the same in all."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for catalog, oid in keys:
        wanted[catalog].add(oid)
    with untouched() as dsn, psycopg.connect(dsn) as other:
        fix_text_settings(other)
        return _definitions(other, wanted)


def _definitions(
    connection: Connection[Any], chosen: Mapping[str, set[int]]
) -> dict[_Key, _Definition]:
    """The definitions of these objects; nothing for what has none of its own."""
    queries = [
        _query(catalog, CATALOGS[catalog], oids)
        for catalog, oids in sorted(chosen.items())
        if oids and catalog in CATALOGS
    ]
    rows = connection.execute(union(queries).encode()).fetchall() if queries else []
    return {(catalog, oid): _Definition(digest, owner) for catalog, oid, digest, owner in rows}


def _query(catalog: str, defined: Defined, oids: set[int]) -> str:
    owner = f"pg_get_userbyid(x.{defined.owner})" if defined.owner else "NULL::name"
    return f"""
SELECT '{catalog}', x.oid::bigint, md5(({defined.definition})::text), {owner}
FROM pg_catalog.{catalog} x
WHERE x.oid = ANY ('{{{",".join(map(str, sorted(oids)))}}}'::oid[]) AND ({defined.condition})
"""
