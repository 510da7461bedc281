"""The values a snapshot is made of: facts, rows, sequence positions and the schema's text."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

CLUSTER_WIDE = frozenset(
    {
        "role",
        "known role",
        "membership",
        "role setting",
        "tablespace",
        "replication slot",
        "replication origin",
        "prepared transaction",
        "parameter",
        "server setting",
        "other database",
    }
)
"""Kinds of facts that belong to the whole server, not to one database."""

_ESCAPES = {
    b"b": b"\b",
    b"f": b"\f",
    b"n": b"\n",
    b"r": b"\r",
    b"t": b"\t",
    b"v": b"\v",
}
_ESCAPED = re.compile(rb"\\(.)", re.DOTALL)


@dataclass(frozen=True, slots=True, order=True)
class Fact:
    """One thing that is true of a database.

    Parameters
    ----------
    kind : what sort of thing, in a user's words ("index", "privilege", "role setting")
    name : which one, qualified and quoted as SQL would write it
    value : what it is, as canonical JSON (sorted keys)
    secret : the database holds a password here; ``value`` carries only a salted hash of it
    """

    kind: str
    name: str
    value: str
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of one table.

    Parameters
    ----------
    table : qualified, quoted name
    columns : column names, unquoted, in physical order
    types : SQL type of each column
    key : names of the primary key's columns, or ()
    lines : one COPY text line per row without its newline, in physical order
    derived : they are those of a materialised view, which its query gives
    """

    table: str
    columns: tuple[str, ...]
    types: tuple[str, ...]
    key: tuple[str, ...]
    lines: tuple[bytes, ...]
    derived: bool = False

    @property
    def count(self) -> int:
        """Number of rows."""
        return len(self.lines)

    @property
    def digest(self) -> str:
        """SHA-256 (hexadecimal) of the sorted lines: equal for equal rows in any order."""
        return hashlib.sha256(b"\n".join(sorted(self.lines))).hexdigest()

    def cells(self) -> Iterator[list[bytes]]:
        """Split one row after the other into raw COPY cells, in physical order."""
        return (line.split(b"\t") if self.columns else [] for line in self.lines)


@dataclass(frozen=True, slots=True)
class State:
    """What the catalog, the tables and the sequences of a database hold.

    Parameters
    ----------
    facts : sorted
    rows : qualified table name to its rows; tables without rows are absent
    sequences : qualified sequence name to the value its next ``nextval`` gives; one step
        beyond the limit when a sequence that does not cycle is used up
    version_table : qualified name of Alembic's table, None where it does not exist
    """

    facts: tuple[Fact, ...]
    rows: Mapping[str, Rows]
    sequences: Mapping[str, int]
    version_table: str | None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A whole database: the text of its schema and its state.

    Parameters
    ----------
    dump : schema text of pg_dump
    facts, rows, sequences, version_table : as in ``State``
    """

    dump: str
    facts: tuple[Fact, ...]
    rows: Mapping[str, Rows]
    sequences: Mapping[str, int]
    version_table: str | None

    @classmethod
    def of(cls, dump: str, state: State) -> Snapshot:
        """Join the schema's text and the state read from the same database."""
        return cls(dump, state.facts, state.rows, state.sequences, state.version_table)

    @property
    def digest(self) -> str:
        """SHA-256 (hexadecimal), the same for every replay of one history.

        Secret facts count by kind and name only, rows by their number: some of their cells
        may be volatile, and which ones is known only after a second replay.
        """
        content = {
            "dump": self.dump,
            "facts": [[f.kind, f.name, "" if f.secret else f.value] for f in self.facts],
            "rows": [
                [rows.table, rows.columns, rows.types, rows.count]
                for _, rows in sorted(self.rows.items())
            ],
            "sequences": dict(self.sequences),
            "version table": self.version_table,
        }
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def decode_cell(cell: bytes) -> str | None:
    """Give the text of one raw COPY cell, None for NULL."""
    if cell == b"\\N":
        return None
    if b"\\" not in cell:
        return cell.decode()
    return _ESCAPED.sub(lambda found: _ESCAPES.get(found[1], found[1]), cell).decode()
