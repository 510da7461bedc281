"""The downgrade: what drops and takes back whatever the baseline made, from pg_dump's own text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from squash.baseline.compose import Surroundings
from squash.baseline.role import for_any_role
from squash.sql.items import Item, read_drops

_OBJECT = re.compile(r"^DROP [A-Z ]+? IF EXISTS (.+)$", re.DOTALL)
_ON_TABLE = re.compile(r"^DROP (?:TRIGGER|POLICY|RULE) IF EXISTS (.+) ON (.+)$", re.DOTALL)
_PART = re.compile(
    r"^ALTER (?:FOREIGN )?TABLE (?:IF EXISTS )?(?:ONLY )?(.+) "
    r"(?:DROP CONSTRAINT(?: IF EXISTS)? (.+)|ALTER COLUMN (.+) DROP DEFAULT)$",
    re.DOTALL,
)
_GRANT = re.compile(
    r"^(?P<head>ALTER DEFAULT PRIVILEGES (?:FOR ROLE .+? )?(?:IN SCHEMA .+? )?)?"
    r"(?P<verb>GRANT|REVOKE) (?P<what>.+) (?:TO|FROM) (?P<whom>.+?)(?: WITH GRANT OPTION)?$",
    re.DOTALL,
)
_BUILT_IN = ("pg_catalog", "information_schema")


def drops_of(dump: str, items: Sequence[Item], around: Surroundings) -> tuple[str, ...]:
    """The statements of downgrade(), in pg_dump's order.

    Parameters
    ----------
    dump : text of ``pg_dump --clean --if-exists``
    items : of the database at the cut
    around : what else is known of it; what env.py alone creates stays
    """
    bare = around.bare
    kept = frozenset(_qualified(item) for item in bare)
    attached = frozenset(_qualified(item) for item in items if item.kind == "INDEX ATTACH")
    dropped = (
        sql
        for sql in read_drops(dump)
        if _dropped(sql) not in kept and not _goes_with_parent(sql, attached)
    )
    return tuple(
        for_any_role(sql, around.role, around.database, "The downgrade")
        for sql in (*_taken_back(items, bare), *dropped)
    )


def _dropped(sql: str) -> str:
    """What a statement drops, named as pg_dump's header names it."""
    on_table, part = _ON_TABLE.match(sql), _PART.match(sql)
    if on_table:
        return _plain(f"{on_table[2]} {on_table[1]}")
    if part:
        return _plain(f"{part[1]} {part[2] or part[3]}")
    found = _OBJECT.match(sql)
    return _plain(found[1]) if found else ""


def _goes_with_parent(sql: str, attached: frozenset[str]) -> bool:
    """Whether a statement drops a partition's index, or its constraint, which cannot go alone."""
    if sql.startswith("DROP INDEX"):
        return _dropped(sql) in attached
    part = _PART.match(sql)
    if part is None or part[2] is None:
        return False
    return any(each.rpartition(".")[2] == _plain(part[2]) for each in attached)


def _taken_back(items: Sequence[Item], bare: Sequence[Item]) -> Iterator[str]:
    """What no DROP takes back: default privileges, and rights on what stays."""
    before = {item.key for item in bare}
    staying = {(item.schema, f"{item.kind} {item.name}") for item in bare}
    for item in reversed([item for item in items if item.key not in before]):
        if item.kind == "DEFAULT ACL" or (
            item.kind == "ACL"
            and (
                item.name == "SCHEMA public"
                or item.schema in _BUILT_IN
                or (item.schema, item.name) in staying
            )
        ):
            yield from filter(None, map(_undone, reversed(item.statements)))


def _undone(sql: str) -> str:
    """The opposite of one GRANT or REVOKE; empty for what only goes round them."""
    found = _GRANT.match(sql)
    if found is None:
        return ""
    head, what, whom = found["head"] or "", found["what"], found["whom"]
    if found["verb"] == "GRANT":
        return f"{head}REVOKE {what} FROM {whom}"
    return f"{head}GRANT {what} TO {whom}"


def _qualified(item: Item) -> str:
    return item.name if item.schema in ("-", "") else f"{item.schema}.{item.name}"


def _plain(text: str) -> str:
    """A printed name without its quotes."""
    return text.replace('"', "")
