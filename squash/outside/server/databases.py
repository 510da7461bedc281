"""Scratch databases on one server: made, copied, dropped."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import psycopg
from psycopg import sql

from squash.errors import ServerError
from squash.outside.server.connection import Connection

Session = psycopg.Connection[tuple[object, ...]]
CONNECT_SECONDS = 15
# No multiple of what a history is likely to make, such as the objects of a further table.
_OBJECTS = 97
_TRANSACTIONS = 7


class BusyDatabase(ServerError):
    """A database cannot be copied, because sessions are connected to it."""


@contextlib.contextmanager
def session(connection: Connection) -> Iterator[Session]:
    """An autocommit session, closed at the end. Raises ServerError when there is no way in."""
    try:
        opened = psycopg.connect(
            connection.dsn,
            autocommit=True,
            connect_timeout=CONNECT_SECONDS,
            application_name="alembic-squash",
            prepare_threshold=None,
        )
    except psycopg.Error as problem:
        raise unreachable(connection, str(problem).strip()) from problem
    with contextlib.closing(opened):
        try:
            yield opened
        except psycopg.Error as problem:
            raise refused(connection, problem) from problem


def unreachable(connection: Connection, why: str) -> ServerError:
    """The error for a server that lets nobody in, with what to do about it."""
    where = f"{connection.host}:{connection.port}"
    if "password" in why:
        step = f"Check user and password of {connection.masked}"
    elif "could not translate" in why or "resolve" in why:
        step = (
            "Check the host name. In GitHub Actions a service is reached by its name from"
            " container jobs and Docker actions, else as localhost with `ports:`."
        )
    elif "does not exist" in why:
        step = "Name a database and a role that exist: postgresql://USER:PASSWORD@HOST/postgres"
    else:
        step = f"Check that Postgres answers: psql {connection.masked} -c 'select 1'"
    return ServerError(
        f"Postgres at {where} cannot be reached as {connection.user}.", why=why, next_step=step
    )


def refused(connection: Connection, problem: psycopg.Error) -> ServerError:
    """The error for a statement of ours that the server refused."""
    return ServerError(
        f"Postgres at {connection.host}:{connection.port} refused a statement"
        f" of {connection.user}.",
        why=f"{problem.sqlstate or 'no SQLSTATE'}: {str(problem).strip()}",
        next_step="Give a role that may create roles and databases, or use the private server.",
    )


def create(
    admin: Connection, name: str, role: str, template: str | None = None, *, files: bool = False
) -> None:
    """Create a database owned by `role`.

    Parameters
    ----------
    template : the database it is a copy of
    files : whether it is copied file by file, which costs checkpoints instead of WAL and is
        quicker on a server of our own; PostgreSQL 15 and later

    Raises BusyDatabase when the template is in use.
    """
    statement = sql.SQL("CREATE DATABASE {} OWNER {}").format(
        sql.Identifier(name), sql.Identifier(role)
    )
    if template is not None:
        statement += sql.SQL(" TEMPLATE {}").format(sql.Identifier(template))
    if files:
        statement += sql.SQL(" STRATEGY file_copy")
    with session(admin) as opened:
        try:
            opened.execute(statement)
        except psycopg.errors.ObjectInUse as problem:
            raise busy(opened, template or "template1", str(problem).strip()) from problem


def busy(opened: Session, name: str, why: str) -> BusyDatabase:
    """The error for a database that is in use, with the sessions that use it."""
    rows = opened.execute(
        "SELECT pid, application_name, usename, state, left(query, 200) FROM pg_stat_activity"
        " WHERE datname = %s ORDER BY pid",
        (name,),
    )
    sessions = [
        f"pid {pid} ({program or 'unnamed'}, as {user}, {state}): {query}"
        for pid, program, user, state, query in rows
    ]
    return BusyDatabase(
        f"Database {name} cannot be copied: it is in use.",
        why="\n".join(sessions) or why,
        next_step="A migration or env.py left a session open; it must close its connections.",
    )


def drop(admin: Connection, name: str) -> None:
    """Drop a database with everything that stands in the way; one that is gone is fine."""
    statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    with session(admin) as opened:
        try:
            opened.execute(statement)
            return
        except (psycopg.errors.ObjectInUse, psycopg.errors.WrongObjectType):
            pass
        clear_obstacles(opened, admin, name)
        opened.execute(statement)


def use_up_numbers(admin: Connection) -> None:
    """Move object ids, transaction ids and WAL on, so that this server gives others than its like.

    Servers that began with the same files give the same to the same history, and a row that
    holds one would look as if every database had it.
    """
    with session(admin) as opened:
        opened.execute("SELECT lo_unlink(lo_create(0)) FROM generate_series(1, %s)", (_OBJECTS,))
        for _ in range(_TRANSACTIONS):
            opened.execute("SELECT txid_current()")


def clear_obstacles(opened: Session, admin: Connection, name: str) -> None:
    """Remove what makes DROP DATABASE fail: subscriptions, slots, prepared transactions."""
    database = sql.Identifier(name)
    opened.execute(sql.SQL("ALTER DATABASE {} IS_TEMPLATE false").format(database))
    opened.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS true").format(database))
    with session(admin.with_dbname(name)) as inside:
        for (gid,) in inside.execute(
            "SELECT gid FROM pg_prepared_xacts WHERE database = current_database()"
        ).fetchall():
            inside.execute(sql.SQL("ROLLBACK PREPARED {}").format(sql.Literal(gid)))
        for (subscription,) in inside.execute(
            "SELECT subname FROM pg_subscription WHERE subdbid ="
            " (SELECT oid FROM pg_database WHERE datname = current_database())"
        ).fetchall():
            which = sql.Identifier(str(subscription))
            inside.execute(sql.SQL("ALTER SUBSCRIPTION {} DISABLE").format(which))
            inside.execute(sql.SQL("ALTER SUBSCRIPTION {} SET (slot_name = NONE)").format(which))
            inside.execute(sql.SQL("DROP SUBSCRIPTION {}").format(which))
    for (slot,) in opened.execute(
        "SELECT slot_name FROM pg_replication_slots WHERE database = %s", (name,)
    ).fetchall():
        opened.execute("SELECT pg_drop_replication_slot(%s)", (slot,))
