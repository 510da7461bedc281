"""What a history did outside its database's dump: roles, settings, privileges, versions."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from squash.baseline.comments import comments
from squash.baseline.dependent_types import dependent_types
from squash.baseline.granted import database_privileges, parameter_privileges
from squash.baseline.quoting import block, in_this_database, setting_name, text_constant
from squash.baseline.version_table import version_table
from squash.errors import Blocked
from squash.snapshot import Fact

# Settings whose value is a list of names: stored ready to be written after SET ... TO.
_LISTS = (
    "local_preload_libraries",
    "search_path",
    "session_preload_libraries",
    "shared_preload_libraries",
    "temp_tablespaces",
    "unix_socket_directories",
)
_BEYOND = {
    "tablespace": "a tablespace is a folder on the server",
    "replication slot": "a replication slot belongs to one running server",
    "replication origin": "a replication origin belongs to one running server",
    "subscription": "a subscription holds a connection string with a password",
    "prepared transaction": "a prepared transaction is not finished",
    "server setting": "ALTER SYSTEM changes the whole server",
    "other database": "another database is not part of this one",
    "built-in object": "pg_dump leaves out what initdb made, so no baseline would change it",
    "unknown object": "this kind of object is not known, so nothing can be said of it",
}
_REMEDY = (
    "Choose an earlier cut, so that its revision is kept, or make it outside of the migrations."
)
_BROKEN = (
    "it is INVALID, most often because a concurrent build failed, and no statement makes an index "
    "that way"
)
_REBUILD = (
    "Drop the index, or build it again, in a revision before the cut; or choose an earlier cut, so "
    "that its revision is kept."
)
_NAME = re.compile(r'"(?:[^"]|"")*"')
_MEMBERSHIP = re.compile(r'^("(?:[^"]|"")*"|\S+) in ("(?:[^"]|"")*"|\S+)$')
_ON_PARTITIONS = re.compile(r'CREATE (?:UNIQUE )?INDEX (?:"(?:[^"]|"")*"|[^" ]+) ON ONLY ')
_ROLE_WORDS = {
    "superuser": "SUPERUSER",
    "create roles": "CREATEROLE",
    "create databases": "CREATEDB",
    "login": "LOGIN",
    "replication": "REPLICATION",
    "bypass row security": "BYPASSRLS",
}


@dataclass(frozen=True, slots=True)
class Shared:
    """Statements that go round a dump's own.

    Parameters
    ----------
    before : roles and memberships, which the dump's grants need
    after : settings, privileges and comment of the database, the version table
    logins : roles that can log in, whose passwords no baseline may hold
    """

    before: tuple[str, ...]
    after: tuple[str, ...]
    logins: tuple[str, ...]


def shared(now: Iterable[Fact], bare: Iterable[Fact], extensions: Mapping[str, str]) -> Shared:
    """The statements for what the history did outside the dump's text.

    Parameters
    ----------
    now : facts of the database at the cut
    bare : facts of it before the first revision: what the environment made
    extensions : extension to the version the server installs by default

    Raises ``Blocked`` for what no statement of a migration can reproduce.
    """
    there = {(fact.kind, fact.name): fact.value for fact in bare}
    facts = tuple(now)
    done = [fact for fact in facts if there.get((fact.kind, fact.name)) != fact.value]
    _refuse(done)
    roles = [fact for fact in done if fact.kind == "role"]
    after = (
        _extensions(done, extensions),
        _settings(done),
        _database(done, there),
        _parameters(done, there),
        dependent_types(done, facts),
        comments(done),
    )
    return Shared(
        (*map(_role, roles), *_memberships(done)),
        (*chain.from_iterable(after), *version_table(done)),
        tuple(fact.name for fact in roles if json.loads(fact.value).get("login")),
    )


def _refuse(done: Iterable[Fact]) -> None:
    for fact in done:
        kind, reason, remedy = fact.kind, _BEYOND.get(fact.kind), _REMEDY
        if kind == "user mapping" and fact.secret:
            reason = "a user mapping holds a password, which may not stand in a file"
        if kind == "built-in object" and fact.name.startswith("operator"):
            reason = None  # A user's operator class changes the family it joins, and is dumped.
        if kind == "index" and _is_broken(json.loads(fact.value)):
            kind, reason, remedy = "broken index", _BROKEN, _REBUILD
        if reason is not None:
            raise Blocked(
                f"The history leaves a {kind} that a baseline cannot hold: {fact.name}.",
                why=f"{reason[0].upper()}{reason[1:]}.",
                next_step=remedy,
            )


def _is_broken(index: Mapping[str, Any]) -> bool:
    """Whether an index is INVALID for another reason than waiting for its partitions' indexes."""
    return not index["valid"] and _ON_PARTITIONS.match(index["definition"]) is None


def _role(fact: Fact) -> str:
    """A role is shared by all databases of a server, so it may be there already."""
    value: dict[str, Any] = json.loads(fact.value)
    words = [word for key, word in _ROLE_WORDS.items() if value.get(key)]
    words += [] if value.get("inherit", True) else ["NOINHERIT"]
    if "connection limit" in value:
        words.append(f"CONNECTION LIMIT {value['connection limit']}")
    if "valid until" in value:
        words.append(f"VALID UNTIL {text_constant(value['valid until'])}")
    options = f" WITH {' '.join(words)}" if words else ""
    plain = fact.name[1:-1].replace('""', '"') if fact.name.startswith('"') else fact.name
    missing = f"SELECT FROM pg_catalog.pg_roles WHERE rolname = {text_constant(plain)}"
    return block(
        "role",
        f"BEGIN\n    IF NOT EXISTS ({missing}) THEN\n"
        f"        CREATE ROLE {fact.name}{options};\n    END IF;\nEND",
    )


def _memberships(done: Iterable[Fact]) -> Iterator[str]:
    for fact in done:
        found = _MEMBERSHIP.match(fact.name) if fact.kind == "membership" else None
        if found is None:
            continue
        for grant in json.loads(fact.value):
            if found[1] == "{role}" and grant["grantor"] != "{role}":
                continue  # From version 16 on CREATE ROLE makes its creator a member by itself.
            options = ["ADMIN OPTION"] if grant.get("admin") else []
            if "inherit" in grant:
                options = [
                    f"{w.upper()} {str(grant[w]).upper()}" for w in ("admin", "inherit", "set")
                ]
            suffix = f" WITH {', '.join(options)}" if options else ""
            yield f"GRANT {_grantee(found[2])} TO {_grantee(found[1])}{suffix}"


def _extensions(done: Iterable[Fact], defaults: Mapping[str, str]) -> Iterator[str]:
    for fact in done:
        if fact.kind == "extension":
            version = json.loads(fact.value)["version"]
            if defaults.get(fact.name.strip('"')) != version:
                yield f"ALTER EXTENSION {fact.name} UPDATE TO {text_constant(version)}"


def _settings(done: Iterable[Fact]) -> Iterator[str]:
    for fact in done:
        if not fact.kind.endswith(" setting") or fact.kind == "server setting":
            continue
        role, _, setting = fact.name.rpartition(": ")
        value = json.loads(fact.value)
        written = _listed(value) if setting in _LISTS else text_constant(value)
        tail = f"SET {setting_name(setting)} TO {written}"
        if fact.kind == "database setting":
            yield in_this_database("ALTER DATABASE %I ", tail)
        elif fact.kind == "role setting":
            yield f"ALTER ROLE {_grantee(role)} {tail}"
        else:
            named = _grantee(role).replace("%", "%%")
            yield in_this_database(f"ALTER ROLE {named} IN DATABASE %I ", tail)


def _listed(names: str) -> str:
    """A list of names as SET takes it: there is no empty identifier, but an empty text."""
    empty = text_constant("")
    return _NAME.sub(lambda found: empty if found[0] == '""' else found[0], names) or empty


def _database(done: Iterable[Fact], there: Mapping[tuple[str, str], str]) -> Iterator[str]:
    for fact in done:
        if (fact.kind, fact.name) == ("comment", "database {database}"):
            text = text_constant(json.loads(fact.value))
            yield in_this_database("COMMENT ON DATABASE %I ", f"IS {text}")
        elif (fact.kind, fact.name) == ("privilege", "database {database}"):
            before = json.loads(there.get((fact.kind, fact.name), "[]"))
            yield from database_privileges(json.loads(fact.value), before)
        elif fact.kind == "database":
            limit = json.loads(fact.value)["connection limit"]
            yield in_this_database("ALTER DATABASE %I ", f"CONNECTION LIMIT {limit}")


def _parameters(done: Iterable[Fact], there: Mapping[tuple[str, str], str]) -> Iterator[str]:
    for fact in done:
        kind, _, parameter = fact.name.partition(" ")
        if (fact.kind, kind) == ("privilege", "parameter"):
            before = json.loads(there.get((fact.kind, fact.name), "[]"))
            yield from parameter_privileges(parameter, json.loads(fact.value), before)


def _grantee(name: str) -> str:
    return {"{role}": "CURRENT_USER", "PUBLIC": "PUBLIC"}.get(name, name)
