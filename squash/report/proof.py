"""What was proved and what was not: checks, differences, rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from squash.report.differences import Thing, by_kind, by_object, changes, more
from squash.report.room import Room, rows, table
from squash.report.verdict import server
from squash.report.words import code, count, excerpt, fence, number, prose

if TYPE_CHECKING:
    from squash.outcome import Check, Outcome, RowsSummary
    from squash.report.differences import Found


def compare(outcome: Outcome, room: Room) -> list[str]:
    """The checks with their numbers, and the server they ran on."""
    if not outcome.checks:
        return []

    def cells(check: Check) -> tuple[str, str, str]:
        passed = "✅&nbsp;same" if check.passed else "❌ **differs**"
        found = len(check.differences)
        detail = prose(check.detail, room.sentence)
        return (
            prose(check.name, room.sentence),
            passed,
            detail or (number(found) if found else ""),
        )

    on = server(outcome)
    text = ["## Compare", ""]
    major = " The proof holds for this major version." if outcome.equivalent else ""
    text += [f"{prose(on)}.{major}", ""] if on else []
    return [
        *text,
        *table(("Check", "Result", "What was compared"), outcome.checks, room, cells),
        "",
    ]


def differences(outcome: Outcome, room: Room) -> list[str]:
    """Every object that differs, grouped, with what it was before and is after."""
    things = by_object(outcome.differences)
    if not things:
        return []
    text = ["## Differences", "", _counted(things), ""]
    text += table(("Kind", "Missing:", "Added:", "Changed:"), by_kind(things), room, _kind_cells)
    text.append("")
    for thing in things[: room.objects]:
        text += [f"### {prose(thing.kind, 60)} {code(thing.name)}", ""]
        for found in thing.found[: room.objects]:
            text += _found(found, room)
    left = things[room.objects :]
    if left:
        text += [f"… {more(len(left))}. Their names:", ""]
        text += [*rows(left, room, lambda thing: f"{prose(thing.kind, 60)} {code(thing.name)}"), ""]
    return text


def explained(outcome: Outcome, room: Room) -> list[str]:
    """What Postgres prints in other words after one load, and the same after it on both sides."""
    things = by_object(outcome.explained)
    if not things:
        return []
    text = [
        "<details>",
        (
            f"<summary>{count(len(things), 'object')} worded differently by pg_dump, the same "
            "after one round trip through the server</summary>"
        ),
        "",
    ]
    for thing in things[: room.objects]:
        text += [f"**{prose(thing.kind, 60)}** {code(thing.name)}", ""]
        # The same words changed at the cut and at the heads, though the object grew between them.
        bodies = dict.fromkeys(changes(found.before, found.after, 0) for found in thing.found)
        for body in list(bodies)[: room.objects]:
            text += [fence(_excerpt(body, room), "diff"), ""]
    if len(things) > room.objects:
        text += [f"… {more(len(things) - room.objects)}", ""]
    return [*text, "</details>", ""]


def reference_rows(outcome: Outcome, room: Room) -> list[str]:
    """The rows migrations leave in tables, and their volatile cells."""
    if not outcome.rows:
        return []
    text = ["## Rows", ""]
    text += ["Migrations leave these rows in a database that was empty before them."]
    if any(one.volatile for one in outcome.rows):
        text += [
            (
                "Cells of volatile columns differ between two replays of the same history "
                "(a time, a random id); they were masked in the comparison, and the baseline holds "
                "the values of one replay."
            )
        ]

    def cells(one: RowsSummary) -> tuple[str, str, str]:
        volatile = ", ".join(code(column) for column in one.volatile[: room.items])
        return code(one.table), number(one.rows), volatile

    return [*text, "", *table(("Table", "Rows:", "Volatile"), outcome.rows, room, cells), ""]


def _counted(things: tuple[Thing, ...]) -> str:
    return (
        count(len(things), "object differs", "objects differ")
        + ". Before is the database that the history makes, after the one that the squashed "
        "history makes."
    )


def _kind_cells(one: tuple[str, tuple[int, ...]]) -> tuple[str, ...]:
    kind, numbers = one
    return (prose(kind, 60), *(number(value) if value else "" for value in numbers))


def _found(found: Found, room: Room) -> list[str]:
    if found.what != "changed":
        side = "before" if found.what == "missing" else "after"
        body = found.before if found.what == "missing" else found.after
        text = [f"**{found.what}** {found.where}; {side}:", ""]
        return [*text, fence(_excerpt(body, room), "sql"), ""]
    text = [f"**changed** {found.where}; before:", "", fence(_excerpt(found.before, room), "sql")]
    text += ["", "after:", "", fence(_excerpt(found.after, room), "sql"), ""]
    if found.before.count("\n") + found.after.count("\n") > 6:
        text += [
            "<details><summary>before and after as a diff</summary>",
            "",
            fence(_excerpt(changes(found.before, found.after), room), "diff"),
            "",
            "</details>",
            "",
        ]
    return text


def _excerpt(text: str, room: Room) -> str:
    return excerpt(text, room.lines, room.characters)
