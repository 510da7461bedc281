"""What lies outside every database of a server: roles, settings, tablespaces, slots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import LiteralString

from psycopg import sql

from squash.errors import ServerError
from squash.outside.run_folder import is_run_id
from squash.outside.server.connection import Connection
from squash.outside.server.databases import Session, clear_obstacles, session

Key = tuple[str, ...]  # kind, then the names that identify the thing
State = Mapping[Key, str]

# Each gives kind, up to three identifying names, and everything else as one text.
_ROLES: LiteralString = """
SELECT 'role', rolname, '', '', concat_ws(' ', rolsuper, rolinherit, rolcreaterole, rolcreatedb,
  rolcanlogin, rolreplication, rolbypassrls, rolconnlimit, rolvaliduntil,
  shobj_description(oid, 'pg_authid')) FROM pg_roles"""
_PASSWORDS: LiteralString = """
SELECT 'password', rolname, '', '', md5(rolpassword) FROM pg_authid WHERE rolpassword IS NOT NULL"""
_MEMBERS: LiteralString = """
SELECT 'membership', pg_get_userbyid(roleid), pg_get_userbyid(member),
  pg_get_userbyid(grantor), (to_jsonb(m) - '{oid,roleid,member,grantor}'::text[])::text
  FROM pg_auth_members m"""
_SETTINGS: LiteralString = """
SELECT 'setting', coalesce(datname, ''), CASE WHEN setrole <> 0 THEN pg_get_userbyid(setrole)
  ELSE '' END, split_part(entry, '=', 1), entry FROM pg_db_role_setting
  LEFT JOIN pg_database d ON d.oid = setdatabase, unnest(setconfig) entry"""
_DATABASES: LiteralString = """
SELECT 'database', datname, '', '', concat_ws(' ', pg_get_userbyid(datdba), datacl, datconnlimit,
  datistemplate, datallowconn, shobj_description(oid, 'pg_database')) FROM pg_database"""
_TABLESPACES: LiteralString = """
SELECT 'tablespace', spcname, '', '', concat_ws(' ', pg_get_userbyid(spcowner),
  pg_tablespace_location(oid), spcacl, spcoptions, shobj_description(oid, 'pg_tablespace'))
  FROM pg_tablespace"""
_SLOTS: LiteralString = """
SELECT 'slot', slot_name, '', '', concat_ws(' ', plugin, slot_type, database, temporary)
  FROM pg_replication_slots"""
_ORIGINS: LiteralString = """
SELECT 'origin', roname, '', '', '' FROM pg_replication_origin"""
_SUBSCRIPTIONS: LiteralString = """
SELECT 'subscription', datname, subname, '', concat_ws(' ', pg_get_userbyid(subowner), subenabled,
  subslotname, subpublications) FROM pg_subscription JOIN pg_database d ON d.oid = subdbid"""
_LABELS: LiteralString = """
SELECT 'label', classoid::regclass::text, objoid::text, provider, label FROM pg_shseclabel"""
_PARAMETERS: LiteralString = """
SELECT 'parameter', parname, CASE WHEN grantee <> 0 THEN pg_get_userbyid(grantee) ELSE '' END,
  privilege_type, is_grantable::text FROM pg_parameter_acl, aclexplode(paracl)"""
_FILE: LiteralString = """
SELECT 'system', name, '', '', coalesce(setting, '') FROM pg_file_settings
  WHERE sourcefile LIKE '%postgresql.auto.conf'"""
_EVERYBODY: tuple[LiteralString, ...] = (
    _ROLES, _MEMBERS, _SETTINGS, _DATABASES, _TABLESPACES, _SLOTS, _SUBSCRIPTIONS, _LABELS,
)  # fmt: skip
_READABLE: LiteralString = """
SELECT has_table_privilege('pg_authid', 'SELECT'),
  has_table_privilege('pg_file_settings', 'SELECT')
  AND has_function_privilege('pg_show_all_file_settings()', 'EXECUTE'),
  has_table_privilege('pg_replication_origin', 'SELECT')"""


def cluster_state(connection: Connection, run: str) -> State:
    """Everything cluster-wide that the role may read.

    Parameters
    ----------
    connection : any database of the server
    run : the run's id; its scratch databases are left out, and all that other runs made

    Returns a mapping from (kind, names …) to what is known of it. Raises ServerError.
    """
    with session(connection) as opened:
        return _read(opened, run)


def _read(opened: Session, run: str) -> State:
    readable = opened.execute(_READABLE).fetchone() or (False, False, False)
    queries = [*_EVERYBODY]
    if opened.info.server_version >= 150000:
        queries.append(_PARAMETERS)
    queries += [
        query for may, query in zip(readable, (_PASSWORDS, _FILE, _ORIGINS), strict=True) if may
    ]
    state: dict[Key, str] = {}
    for query in queries:
        for row in opened.execute(query):
            kind, first, second, third, rest = (str(one) for one in row)
            if not _is_scratch((kind, first, second, third), run):
                state[kind, first, second, third] = rest
    return state


def _is_scratch(key: Key, run: str) -> bool:
    runs = [run_of(name) for name in key[1:]]
    if any(one not in ("", run) for one in runs):
        return True
    return key[0] in ("database", "setting") and runs[0] == run


def run_of(name: str) -> str:
    """The run that made a database or role of this name, squash_<run>_<word>; "" for none."""
    parts = name.split("_", 2)
    ours = len(parts) == 3 and parts[0] == "squash" and is_run_id(parts[1])
    return parts[1] if ours else ""


def added(before: State, after: State) -> tuple[Key, ...]:
    """What is only in `after`."""
    return tuple(sorted(after.keys() - before.keys()))


def changed(before: State, after: State) -> tuple[Key, ...]:
    """What was there before and is another now, or is gone."""
    return tuple(sorted(key for key, was in before.items() if after.get(key) != was))


def describe(key: Key) -> str:
    """A thing in words: "role app", "setting mydb / app / search_path"."""
    return f"{key[0]} {' / '.join(name for name in key[1:] if name)}"


def remove_added(connection: Connection, run: str, before: State, after: State) -> tuple[Key, ...]:
    """Take away what a replay added to a server that is disposable.

    Parameters
    ----------
    connection : a role that may (a superuser, as a rule)
    run : the run's id
    before, after : the states around the replay, whose scratch databases are dropped by now

    Returns what was removed. Raises ServerError when something that was there before changed,
    or when something that was added cannot be removed.
    """
    other = changed(before, after)
    if other:
        raise ServerError(
            f"The history changed what the server had before: {', '.join(map(describe, other))}.",
            why="It cannot be put back, so no second replay would start from the same server.",
            next_step="Use the private server: leave out --database-url.",
        )
    new = added(before, after)
    with session(connection) as opened:
        # Dropping the scratch databases has removed some of it already.
        now = _read(opened, run)
        still = [key for key in new if key in now]
        for kind in _ORDER:
            for key in still:
                if key[0] == kind:
                    if kind == "database":
                        clear_obstacles(opened, connection, key[1])
                    opened.execute(_removal(key))
        if any(key[0] == "system" for key in still):
            opened.execute("SELECT pg_reload_conf()")
        left = added(before, _read(opened, run))
    if left:
        raise ServerError(
            f"The history left on the server: {', '.join(map(describe, left))}.",
            why="It cannot be removed, so no second replay would start from the same server.",
            next_step="Use the private server: leave out --database-url.",
        )
    return new


# In the order of dependence: a role is the last thing that can go. Passwords and memberships of
# dropped roles go with them; labels and subscriptions with their objects and databases.
_ORDER = (
    "database",
    "slot",
    "origin",
    "membership",
    "setting",
    "parameter",
    "system",
    "tablespace",
    "role",
)


def removal_texts(keys: Sequence[Key]) -> tuple[str, ...]:
    """The statements that take things away, in the order in which they can go."""
    known = [key for key in keys if key[0] in _ORDER]
    return tuple(
        _removal(key).as_string() for key in sorted(known, key=lambda k: _ORDER.index(k[0]))
    )


def _removal(key: Key) -> sql.Composed:
    kind, first, second, third = key
    statements: Mapping[str, LiteralString] = {
        "database": "DROP DATABASE IF EXISTS {first} WITH (FORCE)",
        "slot": "SELECT pg_drop_replication_slot({text})",
        "origin": "SELECT pg_replication_origin_drop({text})",
        "membership": "REVOKE {first} FROM {second} GRANTED BY {third} CASCADE",
        "setting": _reset(first, second),
        "parameter": "REVOKE {privilege} ON PARAMETER {parameter} FROM {second}",
        "system": "ALTER SYSTEM RESET {parameter}",
        "tablespace": "DROP TABLESPACE {first}",
        "role": "DROP ROLE {first}",
    }
    return sql.SQL(statements[kind]).format(
        first=sql.Identifier(first),
        text=sql.Literal(first),
        parameter=_dotted(first),
        second=sql.Identifier(second) if second else sql.SQL("PUBLIC"),
        third=sql.Identifier(third),
        setting=_dotted(third),
        privilege=sql.SQL("SET" if third == "SET" else "ALTER SYSTEM"),
    )


def _reset(database: str, role: str) -> LiteralString:
    if not role:
        return "ALTER DATABASE {first} RESET {setting}" if database else _EVERY_ROLE
    return _ROLE_IN_DATABASE if database else "ALTER ROLE {second} RESET {setting}"


_EVERY_ROLE: LiteralString = "ALTER ROLE ALL RESET {setting}"
_ROLE_IN_DATABASE: LiteralString = "ALTER ROLE {second} IN DATABASE {first} RESET {setting}"


def _dotted(name: str) -> sql.Composed:
    return sql.SQL(".").join(sql.Identifier(part) for part in name.split("."))
