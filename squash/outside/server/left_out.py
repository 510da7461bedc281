"""What a copy of a database lacks: CREATE DATABASE … TEMPLATE leaves out what is not in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import LiteralString

from psycopg import sql

from squash.outside.server.connection import Connection
from squash.outside.server.databases import Session, session

# Their values are lists of names; ALTER DATABASE … SET wants each one quoted on its own.
LISTS = frozenset(
    (
        "local_preload_libraries",
        "search_path",
        "session_preload_libraries",
        "shared_preload_libraries",
        "temp_tablespaces",
        "unix_socket_directories",
    )
)
_NAME_IN_LIST = re.compile(r'\s*(?:"((?:[^"]|"")*)"|([^,\s"]+))\s*(?:,|$)')


def copy_settings(admin: Connection, source: str, target: str) -> None:
    """Give `target` what CREATE DATABASE … TEMPLATE leaves out.

    That is the privileges on the database, its settings for all roles and for single ones, its
    comment and its connection limit.
    """
    with session(admin) as opened:
        for statement in (*_privileges(opened, source, target), *_settings(opened, source, target)):
            opened.execute(statement)


def _privileges(opened: Session, source: str, target: str) -> Iterator[sql.Composed]:
    database = sql.Identifier(target)
    row = opened.execute(
        "SELECT datacl IS NOT NULL, datconnlimit, shobj_description(oid, 'pg_database')"
        " FROM pg_database WHERE datname = %s",
        (source,),
    ).fetchone()
    has_acl, limit, comment = row or (False, -1, None)
    if comment is not None:
        yield sql.SQL("COMMENT ON DATABASE {} IS {}").format(database, sql.Literal(comment))
    if limit != -1:
        yield sql.SQL("ALTER DATABASE {} CONNECTION LIMIT {}").format(database, sql.Literal(limit))
    if not has_acl:
        return
    yield sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database)
    yield from _revoke_owner(opened, target)
    grants = opened.execute(
        "SELECT privilege_type, CASE WHEN grantee <> 0 THEN pg_get_userbyid(grantee) END,"
        " is_grantable FROM pg_database, aclexplode(datacl) WITH ORDINALITY"
        " AS acl (grantor, grantee, privilege_type, is_grantable, place)"
        " WHERE datname = %s ORDER BY place",
        (source,),
    )
    for privilege, grantee, grantable in grants:
        yield sql.SQL("GRANT {} ON DATABASE {} TO {}{}").format(
            sql.SQL(_keyword(privilege)),
            database,
            sql.Identifier(str(grantee)) if grantee is not None else sql.SQL("PUBLIC"),
            sql.SQL(" WITH GRANT OPTION" if grantable else ""),
        )


def _revoke_owner(opened: Session, target: str) -> Iterator[sql.Composed]:
    row = opened.execute(
        "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = %s", (target,)
    ).fetchone()
    if row:
        yield sql.SQL("REVOKE ALL ON DATABASE {} FROM {}").format(
            sql.Identifier(target), sql.Identifier(str(row[0]))
        )


def _keyword(privilege: object) -> LiteralString:
    known: dict[str, LiteralString] = {
        "CREATE": "CREATE",
        "CONNECT": "CONNECT",
        "TEMPORARY": "TEMPORARY",
    }
    return known[str(privilege)]


def _settings(opened: Session, source: str, target: str) -> Iterator[sql.Composed]:
    rows = opened.execute(
        "SELECT CASE WHEN setrole <> 0 THEN pg_get_userbyid(setrole) END, entry"
        " FROM pg_db_role_setting, unnest(setconfig) WITH ORDINALITY AS one (entry, place)"
        " WHERE setdatabase = (SELECT oid FROM pg_database WHERE datname = %s)"
        " ORDER BY setrole, place",
        (source,),
    )
    database = sql.Identifier(target)
    for role, entry in rows:
        name, _, value = str(entry).partition("=")
        parts = [sql.Literal(one) for one in setting_values(name, value)]
        to = sql.SQL(" SET {} TO {}").format(
            sql.SQL(".").join(sql.Identifier(one) for one in name.split(".")),
            sql.SQL(", ").join(parts),
        )
        if role is None:
            yield sql.SQL("ALTER DATABASE {}").format(database) + to
        else:
            who = sql.Identifier(str(role))
            yield sql.SQL("ALTER ROLE {} IN DATABASE {}").format(who, database) + to


def setting_values(name: str, value: str) -> tuple[str, ...]:
    """The values of one stored setting, each to be quoted on its own."""
    if name.lower() not in LISTS:
        return (value,)
    found = tuple(
        match[1].replace('""', '"') if match[1] is not None else match[2]
        for match in _NAME_IN_LIST.finditer(value)
    )
    return found or ("",)
