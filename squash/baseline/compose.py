"""The statements of a baseline, chosen from the dump of the database at the cut."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from squash.baseline.identities import unlike_their_columns, with_own_types
from squash.baseline.inheritance import in_physical_order
from squash.baseline.large_objects import put_large_objects
from squash.baseline.quoting import block, name, text_constant
from squash.baseline.range_types import range_types, under_old_names
from squash.baseline.role import for_any_role, without_owner
from squash.baseline.rows import exact_rows
from squash.errors import Blocked
from squash.snapshot import Fact
from squash.sql.items import SETTING, Item

_START = re.compile(r"\n\s+START WITH (-?\d+)\n")
_SETVAL = re.compile(r"SELECT pg_catalog\.setval\('.*', (-?\d+), false\)$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known of the database beside its dump.

    Parameters
    ----------
    role : the migrating role's name, which only this run uses
    database : the scratch database's name, likewise
    extension_comments : extension to the comment its own control file gives it
    bare : what env.py alone creates, before the first revision
    facts : of the catalog at the cut
    """

    role: str
    database: str
    extension_comments: Mapping[str, str]
    bare: tuple[Item, ...] = ()
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Composition:
    """The statements of upgrade(), and what they create.

    Parameters
    ----------
    statements : SQL, one statement each, in an order that loads
    kinds : how many objects of each of pg_dump's kinds
    tables : (schema, name) of the tables, for the guard
    """

    statements: tuple[str, ...]
    kinds: Mapping[str, int]
    tables: tuple[tuple[str, str], ...]


def compose(items: Sequence[Item], around: Surroundings) -> Composition:
    """Choose the baseline's statements from a dump with rows.

    Raises ``Blocked`` for what another database could not reproduce.
    """
    bare = {item.key: item for item in around.bare}
    starts = _sequence_starts(items)
    renames = range_types(around.facts)
    identities = unlike_their_columns(around.facts)
    statements: list[str] = []
    kinds: Counter[str] = Counter()
    tables = []
    for item in in_physical_order(items, around.facts):
        if item.kind != SETTING and item.key in bare:
            _must_be_unchanged(bare[item.key], item)
            continue
        chosen = [
            for_any_role(sql, around.role, around.database, f"{item.kind} {item.qualified}")
            for sql in with_own_types(
                under_old_names(_statements_of(item, around, starts), renames), identities
            )
        ]
        statements += chosen
        if chosen and item.kind != SETTING:
            kinds[item.kind] += 1
        if chosen and item.kind == "TABLE":
            tables.append((item.schema, item.name))
    return Composition(tuple(statements), dict(sorted(kinds.items())), tuple(tables))


def guard(tables: Sequence[tuple[str, str]], revision: str) -> str:
    """A statement that refuses a database which has the tables but no revision."""
    names = ", ".join(text_constant(f"{name(schema)}.{name(table)}") for schema, table in tables)
    message = text_constant(
        "this database has table %, but no revision of this history: bring it up with the "
        "revisions before the squash, or tell it where it is (alembic stamp "
        f"{revision.replace('%', '%%')})"
    )
    return block(
        "guard",
        "DECLARE\n    found text;\nBEGIN\n"
        f"    SELECT name INTO found FROM unnest(ARRAY[{names}]::text[]) AS name\n"
        "    WHERE pg_catalog.to_regclass(name) IS NOT NULL LIMIT 1;\n"
        f"    IF found IS NOT NULL THEN\n        RAISE EXCEPTION {message}, found;\n"
        "    END IF;\nEND",
    )


def _statements_of(
    item: Item, around: Surroundings, starts: Mapping[tuple[str, str], str]
) -> Sequence[str]:
    """An item's statements without those that say what holds anyway."""
    if item.kind == "BLOBS":
        return tuple(put_large_objects(item.statements))
    if item.kind == "TABLE DATA":
        return tuple(map(exact_rows, item.statements))
    if item.kind == "SEQUENCE SET":
        found = _SETVAL.match(item.statements[0])
        if found and starts.get((item.schema, item.name)) == found[1]:
            return ()
    if item.kind == "COMMENT" and item.name.startswith("EXTENSION "):
        extension = item.name.removeprefix("EXTENSION ").strip('"')
        own = around.extension_comments.get(extension)
        if own is not None and item.statements[0].endswith(f" IS {text_constant(own)}"):
            return ()
    return [sql for sql in item.statements if not without_owner(sql, around.role)]


def _sequence_starts(items: Sequence[Item]) -> dict[tuple[str, str], str]:
    """Where each sequence starts, by (schema, name)."""
    starts = {}
    for item in items:
        if item.kind == "SEQUENCE":
            found = _START.search(item.statements[0])
            if found:
                starts[(item.schema, item.name)] = found[1]
    return starts


def _must_be_unchanged(bare: Item, now: Item) -> None:
    if bare.statements != now.statements:
        raise Blocked(
            f"{now.kind} {now.qualified} is created by env.py and changed by the history.",
            why="env.py creates it before the baseline runs, so the baseline cannot create it, "
            "and a change cannot be told from the text alone.",
            next_step="Create it in a revision instead of in env.py, or choose an earlier cut.",
        )
