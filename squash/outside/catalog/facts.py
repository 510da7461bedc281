"""A reading: one session on one database, and how its query results become facts."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from psycopg import Connection

from squash.snapshot import Fact

FIRST_USER_OID = 16384
"""Objects below it are made by initdb."""

Untouched = Callable[[], AbstractContextManager[str]]
"""Gives, for a while, the DSN of a database that is as the server makes them."""

_canonical = json.JSONEncoder(sort_keys=True, ensure_ascii=False).encode

_SALT = secrets.token_bytes(32)


@dataclass(frozen=True, slots=True)
class Reading:
    """One session on one database.

    Parameters
    ----------
    connection : inside its transaction, with fixed settings
    major : of the server
    superuser : whether the session may read everything
    version_oid, version_table : OID and qualified name of Alembic's table (0, None: absent)
    role : name of the migrating role
    known_roles, known_databases, untouched : as in ``read_state``
    own_names : finds the names that become placeholders, in JSON text
    placeholders : such a name to its placeholder
    """

    connection: Connection[Any]
    major: int
    superuser: bool
    version_oid: int
    version_table: str | None
    role: str
    known_roles: frozenset[str]
    known_databases: frozenset[str] | None
    untouched: Untouched | None
    own_names: re.Pattern[str]
    placeholders: Mapping[str, str]

    @classmethod
    def start(
        cls,
        connection: Connection[Any],
        version_oid: int,
        role: str,
        database: str,
        known_roles: frozenset[str],
        known_databases: frozenset[str] | None,
        untouched: Untouched | None = None,
    ) -> Reading:
        """Begin to read a database; parameters as in ``read_state``."""
        superuser, name = connection.execute(
            "SELECT r.rolsuper, (SELECT c.oid::regclass::text FROM pg_catalog.pg_class c"
            " WHERE c.oid = %s::bigint::oid) FROM pg_catalog.pg_roles r"
            " WHERE r.rolname = current_user",
            [version_oid],
        ).fetchone() or (False, None)
        placeholders = {
            json.dumps(name, ensure_ascii=False)[1:-1]: placeholder
            for name, placeholder in ((role, "{role}"), (database, "{database}"))
        }
        longest_first = sorted(placeholders, key=len, reverse=True)
        return cls(
            connection,
            connection.info.server_version // 10000,
            superuser,
            version_oid,
            name,
            role,
            known_roles,
            known_databases,
            untouched,
            re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)"),
            placeholders,
        )

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """Give all rows of a query, in which ``:version`` is the OID of Alembic's table."""
        text = sql.replace(":version", str(self.version_oid))
        return self.connection.execute(text.encode()).fetchall()

    def facts(self, sql: str) -> Iterator[Fact]:
        """Turn rows of (kind, name, value as JSON) into facts."""
        return (self.fact(kind, name, value) for kind, name, value in self.query(sql))

    def fact(self, kind: str, name: str, value: object, *, secret: bool = False) -> Fact:
        """Make a fact with placeholders for the names of this run."""
        return Fact(
            kind,
            self.without_own_names(name),
            self.without_own_names(_canonical(value)),
            secret,
        )

    def without_own_names(self, text: str) -> str:
        """Replace the names of the migrating role and of the database by placeholders."""
        if not any(name in text for name in self.placeholders):
            return text
        return self.own_names.sub(lambda found: self.placeholders[found[0]], text)


def sealed(secret: str) -> str:
    """Give a text that is equal for equal secrets in this process and tells nothing of them."""
    return "secret " + hmac.new(_SALT, secret.encode(), hashlib.sha256).hexdigest()[:16]


def members(catalog: str, alias: str) -> str:
    """Give the SQL condition that an object belongs to an extension."""
    return (
        "EXISTS (SELECT FROM pg_catalog.pg_depend e WHERE e.deptype = 'e'"
        f" AND e.classid = 'pg_catalog.{catalog}'::regclass AND e.objid = {alias}.oid)"
    )


def union(queries: Iterable[str]) -> str:
    """Join queries with the same columns into one."""
    return " UNION ALL ".join(queries)
