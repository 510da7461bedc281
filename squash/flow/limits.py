"""What no baseline can do and only shows when it is tried: the reason and a remedy."""

from __future__ import annotations

import re
from collections.abc import Mapping

from squash.difference import Check
from squash.errors import Blocked
from squash.outside.dump import LoadFailed
from squash.outside.project import INSUFFICIENT_PRIVILEGE, ReplayFailed
from squash.snapshot import Rows, Volatile

_CHECK_VIOLATION = "23514"
# A block without a name is the baseline's own.
_IN_FUNCTION = re.compile(
    r"\b(?:SQL|PL/\w+) function (?!inline_code_block)|violates check constraint"
)
_CALLS = re.compile(
    r"in the statement:\n(?:INSERT INTO |CREATE (?:UNIQUE )?INDEX |REFRESH MATERIALIZED VIEW "
    r"|ALTER TABLE (?:ONLY )?.*\s+ADD CONSTRAINT )"
)

_KEEP_IT = "choose an earlier cut, so that its revision is kept"


def refused_baseline(failed: ReplayFailed, cut: str) -> ReplayFailed | Blocked:
    """The error for a baseline that the server refuses; every other failure stays what it is.

    A missing right stays one, too: another role may have it.
    """
    if failed.revision != cut or failed.sqlstate in (None, INSUFFICIENT_PRIVILEGE):
        return failed
    why = "pg_dump's text of this database cannot be loaded into an empty one."
    remedy = f"Make in a revision before the cut what the server accepts; or {_KEEP_IT}."
    if failed.sqlstate == _CHECK_VIOLATION or _is_computed(f"{failed.what}\n{failed.why}"):
        why += (
            " Most often a CHECK, a generated column or an index calls a function that reads "
            "other tables or names them without a schema."
        )
        remedy = (
            "Write SET search_path in that function's definition, or add such a constraint as NOT "
            f"VALID, in a revision before the cut; or {_KEEP_IT}."
        )
    return Blocked(
        f"The server refuses the baseline: {failed.what}",
        why=f"{why}\n{failed.why}",
        next_step=remedy,
    )


def refused_load(failed: LoadFailed) -> Blocked:
    """The error for a dump that cannot be loaded for the round trip through the server."""
    remedy = _KEEP_IT[0].upper() + _KEEP_IT[1:]
    if _is_computed(failed.why):
        remedy = (
            "Write SET search_path in the function that the server names, in a revision before the "
            f"cut; or {_KEEP_IT}"
        )
    return Blocked(
        "pg_dump words the two databases differently, and its text cannot be loaded once more to "
        "see whether they mean the same.",
        why=failed.why,
        next_step=f"{remedy}.",
    )


def _is_computed(said: str) -> bool:
    """Whether the server calls functions of the project where it refuses."""
    return _IN_FUNCTION.search(said) is not None or _CALLS.search(said) is not None


def refuse_stale(check: Check, tables: Mapping[str, Rows]) -> None:
    """Raise ``Blocked`` where nothing but the rows of materialised views differs at the cut."""
    names = [each.name for each in check.differences]
    if not names or not all(name in tables and tables[name].derived for name in names):
        return
    listed = ", ".join(names)
    raise Blocked(
        f"Materialised view {listed} holds other rows than its query gives now.",
        why="It was not refreshed after its tables changed, and no statement brings old rows back.",
        next_step=f"REFRESH MATERIALIZED VIEW {names[0]} in a revision before the cut, or "
        f"{_KEEP_IT}.",
    )


def masks_of_views(
    tables: Mapping[str, Rows], masks: Mapping[str, Volatile]
) -> dict[str, Volatile]:
    """Masks for the materialised views alone: a baseline refreshes them, later than the history.

    They cover whole columns, so they fit the rows of any replay.
    """
    return {
        name: _whole_columns(rows, masks[name])
        for name, rows in tables.items()
        if rows.derived and name in masks
    }


def _whole_columns(rows: Rows, volatile: Volatile) -> Volatile:
    wide = tuple(rows.columns.index(name) for name in volatile.volatile_columns)
    return Volatile(rows.table, rows.columns, (wide,) * rows.count)
