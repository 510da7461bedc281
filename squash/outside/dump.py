"""pg_dump and psql: a database as text, and a text as a database."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from squash.errors import ServerError
from squash.outside import process
from squash.outside.deadline import Deadline

# Random in every run of every current minor release; a comment may hold such a line, too, so
# only the two that pg_dump itself prints, first and last, are taken out.
_RESTRICT = re.compile(r"\n\\restrict \w+\n")
_UNRESTRICT = re.compile(r"\n\\unrestrict \w+\n+\Z")


class Reachable(Protocol):
    """A database that libpq can be told to connect to."""

    @property
    def dsn(self) -> str:
        """libpq's ``keyword=value`` string."""


class LoadFailed(ServerError):
    """A dump could not be loaded back: the server itself refuses what pg_dump wrote."""


def dump(
    client: Path,
    database: Reachable,
    *,
    rows: bool = False,
    drops: bool = False,
    leave_out: tuple[str | None, str] | None = None,
    env: Mapping[str, str],
    deadline: Deadline,
) -> str:
    """The plain text of a database, without its two ``\\restrict`` lines.

    Parameters
    ----------
    client : folder of pg_dump
    database : to dump
    rows : also rows (as INSERTs with column lists), sequence positions and large objects
    drops : begin with ``DROP ... IF EXISTS`` of everything
    leave_out : a table as (schema or None, name)
    env : the environment of the program
    deadline : when to give up

    Raises ``ServerError`` where pg_dump fails.
    """
    command = [str(client / "pg_dump"), "--no-password", "--encoding=UTF8"]
    command += ["--column-inserts", "--rows-per-insert=100"] if rows else ["--schema-only"]
    command += ["--clean", "--if-exists"] if drops else []
    if leave_out is not None:
        command += ["--exclude-table", _pattern(leave_out)]
    address, env = _address(database, env)
    command += ["--dbname", address]
    finished = process.run(command, env=env, error=ServerError, deadline=deadline)
    text = finished.stdout.decode("utf-8")
    return _UNRESTRICT.sub("\n", _RESTRICT.sub("\n", text, count=1))


def load(
    client: Path, database: Reachable, text: str, *, env: Mapping[str, str], deadline: Deadline
) -> None:
    """Load a dump's raw text through psql, as a person would.

    Raises ``LoadFailed`` at the first statement that the server refuses.
    """
    command = [str(client / "psql"), "--no-psqlrc", "--quiet", "--no-password"]
    address, env = _address(database, env)
    command += ["--set=ON_ERROR_STOP=1", "--output=/dev/null", "--dbname", address]
    process.run(command, env=env, error=LoadFailed, stdin=text.encode(), deadline=deadline)


def _address(database: Reachable, env: Mapping[str, str]) -> tuple[str, Mapping[str, str]]:
    """The address without its password, which others could read in the list of processes."""
    words = conninfo_to_dict(database.dsn)
    password = words.pop("password", None)
    if password is None:
        return database.dsn, env
    return make_conninfo("", **words), {**env, "PGPASSWORD": str(password)}


def _pattern(table: tuple[str | None, str]) -> str:
    """A table as pg_dump's pattern for exactly that name."""
    return ".".join('"' + part.replace('"', '""') + '"' for part in table if part is not None)
