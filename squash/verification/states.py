"""Two states, compared: catalog facts, rows and sequence positions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from squash.difference import Check, Difference, What, Where
from squash.snapshot import Fact, Rows, Volatile, masked_equal

_SHOWN_ROWS = 5
_SECRET = "(a secret)"


def compare_facts(old: Iterable[Fact], new: Iterable[Fact], where: Where) -> Check:
    """Compare what stands in the catalog and not in the dump, one fact after the other."""
    before = {(fact.kind, fact.name): fact for fact in old}
    after = {(fact.kind, fact.name): fact for fact in new}
    found = []
    for key in sorted(before.keys() | after.keys()):
        one, other = before.get(key), after.get(key)
        if one is None or other is None or one.value != other.value:
            found.append(Difference(*key, where, _what(one, other), _shown(one), _shown(other)))
    return Check(f"catalog at the {where}", not found, f"{len(before)} facts", tuple(found))


def compare_sequences(old: Mapping[str, int], new: Mapping[str, int], where: Where) -> Check:
    """Compare the next value of every sequence."""
    found = tuple(
        Difference(
            "sequence", name, where, _what(old.get(name), new.get(name)),
            f"next value {old.get(name)}", f"next value {new.get(name)}",
        )
        for name in sorted(old.keys() | new.keys())
        if old.get(name) != new.get(name)
    )  # fmt: skip
    return Check(f"sequences at the {where}", not found, f"{len(old)} sequences", found)


def compare_rows(
    old: Mapping[str, Rows],
    new: Mapping[str, Rows],
    volatile: Mapping[str, Volatile],
    where: Where,
) -> Check:
    """Compare the rows of every table as multisets.

    Parameters
    ----------
    old, new : tables with rows, by qualified name
    volatile : cells of ``old`` that may hold anything, by table; empty at the cut, where the
        baseline carries the very values
    """
    found = []
    for table in sorted(old.keys() | new.keys()):
        before, after = old.get(table), new.get(table)
        if before is None or after is None:
            lines = (before.lines if before else (), after.lines if after else ())
        else:
            lines = masked_equal(before, after, volatile.get(table))
        if lines[0] or lines[1]:
            what: What = "missing" if not lines[1] else "changed" if lines[0] else "added"
            found.append(
                Difference("row", table, where, what, _rows_text(lines[0]), _rows_text(lines[1]))
            )
    count = sum(rows.count for rows in old.values())
    return Check(
        f"rows at the {where}", not found, f"{count} rows in {len(old)} tables", tuple(found)
    )


def _what(before: object, after: object) -> What:
    if after is None:
        return "missing"
    return "added" if before is None else "changed"


def _shown(fact: Fact | None) -> str:
    if fact is None:
        return ""
    return _SECRET if fact.secret else fact.value


def _rows_text(lines: tuple[bytes, ...]) -> str:
    shown = [line.decode("utf-8", "replace") for line in lines[:_SHOWN_ROWS]]
    if len(lines) > _SHOWN_ROWS:
        shown.append(f"and {len(lines) - _SHOWN_ROWS} more rows")
    return "\n".join(shown)
