"""The version table: what a history did to Alembic's own table, put back by the baseline."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from squash.baseline.quoting import any_role, name, text_constant
from squash.snapshot import Fact

_SUFFIX = " row security"
_OWN_COLUMN = "version_num"
_OWN_TYPE = "character varying(32)"
_OWN_KEY = "PRIMARY KEY (version_num)"
# PostgreSQL 18 lists it as a constraint of its own, which cannot go while the key is there.
_OWN_CONSTRAINTS = frozenset({_OWN_KEY, "NOT NULL version_num"})
_ALL = frozenset({"SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"})
_COMMANDS = {"*": "ALL", "r": "SELECT", "a": "INSERT", "w": "UPDATE", "d": "DELETE"}
_IDENTITIES = {"n": "NOTHING", "f": "FULL"}


def version_table(facts: Iterable[Fact]) -> Iterator[str]:
    """Statements that make the table which Alembic has just created like the history's.

    Each may run twice: a downgrade leaves the table as it is.
    """
    own = {fact.name: fact.value for fact in facts if fact.kind == "version table"}
    table = next((each.removesuffix(_SUFFIX) for each in own if each.endswith(_SUFFIX)), None)
    if table is None:
        return
    aspects = {each.removeprefix(f"{table} "): json.loads(own[each]) for each in sorted(own)}
    yield from _columns(table, aspects.get("columns", ()))
    for aspect, value in aspects.items():
        yield from _aspect(table, aspect, value)
    yield from _storage(table, aspects["storage"]) if "storage" in aspects else ()
    yield from _row_security(table, aspects["row security"])
    yield from _grants(table, "", aspects.get("privileges", ()))
    if aspects.get("owner", "{role}") != "{role}":
        yield f"ALTER TABLE {table} OWNER TO {name(aspects['owner'])}"


def _columns(table: str, columns: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for column in columns:
        collation = f" COLLATE {column['collation']}" if "collation" in column else ""
        kind = column["type"] + collation
        if column["name"] == _OWN_COLUMN:
            if kind != _OWN_TYPE:
                yield f"ALTER TABLE {table} ALTER COLUMN {_OWN_COLUMN} TYPE {kind}"
            if "default" in column:
                yield (
                    f"ALTER TABLE {table} ALTER COLUMN {_OWN_COLUMN} SET DEFAULT "
                    f"{column['default']}"
                )
        else:
            yield (
                f"ALTER TABLE {table} ADD COLUMN IF NOT EXISTS {name(column['name'])} {kind}"
                f"{_value(column)}{' NOT NULL' if column.get('not null') else ''}"
            )


def _value(column: Mapping[str, Any]) -> str:
    """How a column gets its value where none is given."""
    if "identity" in column:
        always = "ALWAYS" if column["identity"] == "a" else "BY DEFAULT"
        return f" GENERATED {always} AS IDENTITY"
    if "generated" in column:
        return f" GENERATED ALWAYS AS ({column['default']}) STORED"
    return f" DEFAULT {column['default']}" if "default" in column else ""


def _aspect(table: str, aspect: str, value: Any) -> Iterator[str]:
    """Things of which a table may have several."""
    kind, _, which = aspect.partition(" ")
    if kind == "constraint" and value not in _OWN_CONSTRAINTS:
        yield f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {which}"
        yield f"ALTER TABLE {table} ADD CONSTRAINT {which} {value}"
    elif kind == "index" and not re.match(r"CREATE UNIQUE INDEX \S+_pkc? ", value["definition"]):
        yield re.sub(
            r"^(CREATE (?:UNIQUE )?INDEX) ", r"\1 IF NOT EXISTS ", value["definition"], count=1
        )
    elif kind == "policy":
        yield f"DROP POLICY IF EXISTS {which} ON {table}"
        yield _policy(table, which, value)
    elif kind == "trigger":
        yield f"DROP TRIGGER IF EXISTS {which} ON {table}"
        yield value["definition"]
    elif kind == "rule":
        yield re.sub(r"^CREATE RULE", "CREATE OR REPLACE RULE", value["definition"]).rstrip(";")
    elif kind == "comment":
        column = which.removeprefix("on ")
        on = f"COLUMN {table}.{column}" if column else f"TABLE {table}"
        yield f"COMMENT ON {on} IS {text_constant(value)}"
    elif aspect.startswith("privileges of "):
        yield from _grants(table, f" ({aspect.removeprefix('privileges of ')})", value)


def _policy(table: str, policy: str, value: Mapping[str, Any]) -> str:
    kind = "" if value["permissive"] else " AS RESTRICTIVE"
    roles = ", ".join(map(any_role, value["roles"]))
    using = f" USING ({value['using']})" if value["using"] is not None else ""
    check = f" WITH CHECK ({value['check']})" if value["check"] is not None else ""
    command = _COMMANDS[value["command"]]
    return f"CREATE POLICY {policy} ON {table}{kind} FOR {command} TO {roles}{using}{check}"


def _storage(table: str, value: Mapping[str, Any]) -> Iterator[str]:
    if value["persistence"] == "u":
        yield f"ALTER TABLE {table} SET UNLOGGED"
    if value["options"]:
        yield f"ALTER TABLE {table} SET ({', '.join(value['options'])})"
    if value["replica identity"] in _IDENTITIES:
        yield f"ALTER TABLE {table} REPLICA IDENTITY {_IDENTITIES[value['replica identity']]}"


def _row_security(table: str, value: Mapping[str, Any]) -> Iterator[str]:
    if value["enabled"]:
        yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
    if value["forced"]:
        yield f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"


def _grants(table: str, columns: str, grants: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for grant in grants:
        whom = any_role(grant["grantee"])
        if grant["grantee"] == "{role}" and not columns:
            if set(grant["privileges"]) >= _ALL:
                continue
            yield f"REVOKE ALL ON TABLE {table} FROM {whom}"
        passed_on = set(grant.get("grant option", ()))
        for option, words in (
            ("", set(grant["privileges"]) - passed_on),
            (" WITH GRANT OPTION", passed_on),
        ):
            if words:
                listed = ", ".join(f"{word}{columns}" for word in sorted(words))
                yield f"GRANT {listed} ON TABLE {table} TO {whom}{option}"
