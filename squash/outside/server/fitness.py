"""The fitness of a given server: its version, its encoding, what the URL's role may do there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import LiteralString, Protocol

from squash.errors import ServerError
from squash.outside.server.binaries import OLDEST
from squash.outside.server.connection import Connection

_QUESTIONS: LiteralString = """
SELECT rolsuper, rolcreatedb, rolcreaterole, pg_backend_pid(), pg_is_in_recovery(),
  (SELECT pg_encoding_to_char(encoding) FROM pg_database WHERE datname = 'template1')
FROM pg_roles WHERE rolname = current_user"""


class Info(Protocol):
    """What a client library knows of a connection."""

    @property
    def server_version(self) -> int:
        """150018 for 15.18."""

    @property
    def backend_pid(self) -> int:
        """The process that the other end says it is."""


class Rows(Protocol):
    """What a statement gave."""

    def fetchone(self) -> tuple[object, ...] | None:
        """The next row."""


class Answering(Protocol):
    """A session that can be asked."""

    @property
    def info(self) -> Info:
        """What is known of it."""

    def execute(self, query: LiteralString) -> Rows:
        """Ask."""


@dataclass(frozen=True, slots=True)
class Fitness:
    """A server that can be used.

    Parameters
    ----------
    version : "15.18"
    major : 15
    superuser : whether the URL's role is one
    makes_roles : whether it may create roles
    """

    version: str
    major: int
    superuser: bool
    makes_roles: bool


def examine(opened: Answering, connection: Connection) -> Fitness:
    """Look at a server through an open session.

    Raises ServerError when it is too old, a standby, not in UTF8, when a pooler stands in
    between, or when the role may not create databases.
    """
    number = opened.info.server_version
    major = number // 10000
    version = f"{major}.{number % 10000}"
    if major < OLDEST:
        raise ServerError(
            f"The server is Postgres {version}.",
            why=f"Postgres {OLDEST} is the oldest that is supported.",
            next_step="Give a newer server, of the major that production has.",
        )
    row = opened.execute(_QUESTIONS).fetchone()
    superuser, creates, makes_roles, pid, standby, encoding = row or (False,) * 6
    where = f"{connection.host}:{connection.port}"
    if pid != opened.info.backend_pid:
        raise ServerError(
            f"A connection pooler answers at {where}, not Postgres itself.",
            why="It mixes sessions and knows only the databases it was told of, so scratch "
            "databases cannot be reached through it.",
            next_step="Give the address of the Postgres server behind it.",
        )
    if standby:
        raise ServerError(
            f"The server at {where} is a standby.",
            why="Nothing can be created there, and a history is replayed on scratch databases.",
            next_step="Give a server that can be written to, never production's.",
        )
    if encoding != "UTF8":
        raise ServerError(
            f"New databases of the server at {where} are in {encoding}, not in UTF8.",
            why="Some characters of a history would be refused or changed.",
            next_step="Give a server made with initdb --encoding=UTF8, or no --database-url.",
        )
    if not (superuser or creates):
        raise ServerError(
            f"The role {connection.user} may not create databases.",
            why="The history is replayed on scratch databases only.",
            next_step=f'ALTER ROLE "{connection.user}" CREATEDB',
        )
    return Fitness(version, major, bool(superuser), bool(superuser or makes_roles))
