"""The items of a dump: each object's statements under the header that pg_dump gave it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from squash.sql.statements import Statement, split, statements, tokens

# Trusted only between statements, where nothing but pg_dump itself can write: an object's name
# has its line breaks replaced there (sanitize_line in pg_backup_archiver.c).
_HEADER = re.compile(
    r"^-- (?P<data>Data for )?Name: (?P<name>.*); Type: (?P<kind>[A-Z ]+); "
    r"Schema: (?P<schema>.*?); Owner: (?P<owner>.*?)(?:; Tablespace: .*)?$"
)

# What pg_dump sets for its own session; a migration has its own (see render.py).
_PRELUDE = re.compile(
    r"^(SET (statement_timeout|lock_timeout|idle_in_transaction_session_timeout|"
    r"transaction_timeout|client_encoding|standard_conforming_strings|check_function_bodies|"
    r"xmloption|client_min_messages|row_security) = |"
    r"SELECT pg_catalog\.set_config\('search_path', '', false\)$)"
)

# Their names begin with the kind of the object they are about: ``TABLE users``.
_ON_OBJECTS = frozenset({"ACL", "COMMENT", "SECURITY LABEL"})
_ABOUT = re.compile(r"([A-Z]+(?: [A-Z]+)*) (.+)", re.DOTALL)

# What ``--clean`` prints before the first header.
# A newer pg_dump sets it on an older server too, which does not know it.
_UNKNOWN = "SET transaction_timeout "
_DROPPING = ("DROP ", "ALTER ", "SELECT pg_catalog.lo_unlink(", "CREATE OR REPLACE VIEW ")

# Round a GRANT that another role than the owner made.
_AS_OTHER = "SET SESSION AUTHORIZATION "

SETTING = "SETTING"
DATA_KINDS = frozenset(
    {"TABLE DATA", "SEQUENCE SET", "BLOBS", "BLOB METADATA", "MATERIALIZED VIEW DATA"}
)


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a dump.

    Parameters
    ----------
    kind : pg_dump's word for it: ``TABLE``, ``FK CONSTRAINT``, ``TABLE DATA``, ``ACL`` ...
    name : its tag, ``users users_pkey`` for what belongs to a table
    schema : its schema, ``-`` where it has none
    owner : its owner, empty where it has none
    statements : SQL without semicolons, in order
    """

    kind: str
    name: str
    schema: str
    owner: str
    statements: tuple[str, ...]

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes it the same object in another dump."""
        return (self.kind, self.schema, self.name)

    @property
    def qualified(self) -> str:
        """The name with its schema, as a person reads it."""
        if self.schema in ("-", ""):
            return self.name
        about = _ABOUT.match(self.name) if self.kind in _ON_OBJECTS else None
        if about:
            return f"{about[1].lower()} {self.schema}.{about[2]}"
        return f"{self.schema}.{self.name}"

    @property
    def text(self) -> str:
        """Its statements as SQL."""
        return "".join(f"{statement};\n" for statement in self.statements)


def read_items(dump: str) -> tuple[Item, ...]:
    """The items of a plain-text dump, in its order, without pg_dump's session settings.

    Parameters
    ----------
    dump : what ``pg_dump`` printed, without its ``\\restrict`` lines

    Raises ``ValueError`` where the text is not SQL or a statement stands before any header.
    """
    items: list[Item] = []
    header: re.Match[str] | None = None
    pending: list[str] = []

    def close() -> None:
        if pending:
            assert header is not None
            kind, schema = header["kind"], header["schema"]
            items.append(Item(kind, header["name"], schema, header["owner"], tuple(pending)))
            pending.clear()

    for statement in split(dump):
        found = _header_of(statement)
        if found is not None:
            close()
            header = found
        if _PRELUDE.match(statement.sql):
            continue
        if statement.sql.startswith("SET ") and not statement.sql.startswith(_AS_OTHER):
            close()
            items.append(Item(SETTING, statement.sql, "-", "", (statement.sql,)))
        elif header is not None:
            pending.append(statement.sql)
        elif not statement.sql.startswith(_DROPPING):
            raise ValueError(f"a statement without a header: {statement.sql[:80]}")
    close()
    return tuple(items)


def read_drops(dump: str) -> tuple[str, ...]:
    """The DROP statements at the top of a ``--clean --if-exists`` dump, in its order."""
    drops: list[str] = []
    for statement in statements(dump):
        if _header_of(statement) is not None:
            break
        if not _PRELUDE.match(statement.sql):
            drops.append(statement.sql)
    return tuple(drops)


def without_drops(dump: str) -> str:
    """A dump without what ``--clean`` puts before it, ready to be loaded into an empty database.

    Also without the one setting that older servers do not know.

    ``--if-exists`` does not make every DROP safe: the constraint of a domain that is not there
    cannot be dropped.
    """
    position = 0
    for token in tokens(dump):
        if token.kind == "line" and _HEADER.match(token.text.rstrip("\n")):
            break
        position += len(token.text)
    before = (statement.sql for statement in split(dump[:position]))
    settings = (f"{sql};\n" for sql in before if not sql.startswith((*_DROPPING, _UNKNOWN)))
    return "".join(settings) + dump[position:]


def _header_of(statement: Statement) -> re.Match[str] | None:
    """The last header among the comments before a statement; earlier ones had no statement."""
    for line in reversed(statement.comments):
        found = _HEADER.match(line)
        if found is not None:
            return found
    return None
