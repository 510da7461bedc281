"""The table of docs/real-histories.md: `python -m tests.real.results ROWS FILE` writes it anew."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.real.servers import DRIVERS

Row = Mapping[str, Any]
BEGIN, END = "<!-- results -->\n", "<!-- end of results -->\n"
COLUMNS = (
    "history", "cut", "revisions", "Postgres", "objects", "rows", "volatile", "reworded",
    "drivers to the cut", "drivers to the heads", "offline to the cut", "offline to the heads",
    "another owner", "older databases go on", "fresh database", "seconds of the squash",
)  # fmt: skip
DID_NOT = "**not the same**"


def table(rows: Iterable[Row]) -> str:
    """The rows as a Markdown table, then what the original could not do either, then failures.

    Majors on which the same was found share a line; their seconds stand in the same order.
    """
    alike: dict[tuple[str, ...], list[Row]] = {}
    for row in sorted(rows, key=lambda row: (row["package"], row["where"], row["postgres"])):
        alike.setdefault(_found(row), []).append(row)
    lines = [_line(same) for same in alike.values()]
    head = [_cells(COLUMNS), "|" + " --- |" * len(COLUMNS)]
    whole = [row for same in alike.values() for row in same]
    return "\n".join([*head, *lines, *_excuses(whole), *_failures(whole)]) + "\n"


def renewed(text: str, rows: Iterable[Row]) -> str:
    """The document `text` with the table between its two markers made from `rows`."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"no {BEGIN.strip()} … {END.strip()} to write between")
    return f"{before}{begin}{table(rows)}{end}{after}"


def main(folder: Path, document: Path) -> int:
    """Write the rows of `folder` into `document`; 1 where anything did not hold."""
    rows = [json.loads(path.read_text(encoding="utf-8")) for path in folder.glob("*.json")]
    text = renewed(document.read_text(encoding="utf-8"), rows)
    document.write_text(text, encoding="utf-8")
    return 1 if any(row["problems"] for row in rows) else 0


def _line(same: Sequence[Row]) -> str:
    majors = ", ".join(str(row["postgres"]) for row in same)
    fresh = f"{_each(same, 'seconds before')} → {_each(same, 'seconds after')}"
    history, where, revisions, *cells = _found(same[0])
    seconds = [fresh, _each(same, "seconds squash")]
    return _cells([history, where, revisions, majors, _objects(same), *cells, *seconds])


def _objects(same: Iterable[Row]) -> str:
    """Their number, on each major where they differ: the newer ones may catalogue more."""
    numbers = [str(row.get("objects", "")) for row in same]
    return numbers[0] if len(set(numbers)) == 1 else " / ".join(numbers)


def _found(row: Row) -> tuple[str, ...]:
    """The cells of a row but for its major, its number of objects and its seconds."""
    history = f"{row['package']} {row['version']}"
    if row["problems"] or row["result"] != "squashed":
        blank = [""] * (len(COLUMNS) - 7)
        return (history, row["where"], row.get("cut", ""), DID_NOT, *blank)
    return (
        history,
        f"{row['where']} `{row['cut']}`",
        f"{row['before']} → {row['kept'] + 1}",
        str(row["rows"]),
        ", ".join(f"`{name}`" for name in row["volatile"]) or "-",
        str(row["worded"] or "-"),
        _drivers(row["drivers to the cut"]),
        _drivers(row["drivers to the heads"]),
        _yes(row["offline to the cut"]),
        _yes(row["offline to the heads"]),
        _yes(row["another role"]),
        _yes(row["standing databases"]),
    )


def _excuses(rows: Iterable[Row]) -> list[str]:
    """What does not work in the original either, and the last line it ends with."""
    found = {
        f"- {row['package']}, offline beyond the cut: `{_plain(row['why not offline'])}`": None
        for row in rows
        if row.get("why not offline")
    } | {
        f"- {row['package']}, {driver} beyond the baseline: `{_plain(reason)}`": None
        for row in rows
        for driver, reason in row.get("why not by driver", {}).items()
    }
    return ["", "What the original does not do either, and how it ends there:", "", *found]


def _plain(reason: str) -> str:
    """The line without addresses of this one process, which would tell the same thing anew."""
    return re.sub(r" at 0x[0-9a-f]+", "", reason).replace("`", "'")


def _failures(rows: Iterable[Row]) -> list[str]:
    found = [
        f"- {row['package']}, {row['where']}, Postgres {row['postgres']}: {problem}"
        for row in rows
        for problem in row["problems"]
    ]
    return ["", "What did not hold:", "", *found] if found else []


def _drivers(names: Sequence[str]) -> str:
    return "all four" if tuple(names) == DRIVERS else ", ".join(names) or "none"


def _each(same: Iterable[Row], name: str) -> str:
    return " / ".join(f"{row[name]:.1f}" if name in row else "-" for row in same)


def _yes(value: object) -> str:
    return "yes" if value else "no"


def _cells(texts: Iterable[str]) -> str:
    return "| " + " | ".join(texts) + " |"


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1]), Path(sys.argv[2])))
