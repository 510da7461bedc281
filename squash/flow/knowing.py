"""What a person must know before merging: the hazards of one squash."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from squash.cut import Cut
from squash.flow.old import Old
from squash.flow.proof import Masks
from squash.flow.reading import Reading
from squash.flow.writing import Written, login_hazards
from squash.hazard import Hazard
from squash.outside.worktree import find_orphans
from squash.report.words import count, short
from squash.settings import Settings
from squash.snapshot import Rows

_SHORTEST_SECRET = 8
_DOWNGRADE = b"def downgrade("
_ASKS = re.compile(rb"insufficient_?privilege|is_superuser|rolsuper|usesuper", re.IGNORECASE)


def hazards_of(
    reading: Reading,
    cut: Cut,
    old: Old,
    masks: Masks,
    written: Written,
    superuser: bool,
    settings: Settings,
) -> tuple[Hazard, ...]:
    """The hazards that replays show, the most general first."""
    found = [_stranded(reading, cut)]
    if superuser and settings.role == "auto":
        found.append(
            Hazard("role", "migrating role", "The history needs a superuser, and so does the "
                   "baseline: a plain owner of the database was refused.")
        )  # fmt: skip
    if cut.unproved:
        found.append(
            Hazard("target", ", ".join(cut.unproved), "These kept revisions lie beyond the "
                   "targets and were not replayed: nothing is proved about them.")
        )  # fmt: skip
    found += login_hazards(written)
    found += _volatile(old.cut.state.rows, masks)
    found += _from_environment(old.cut.state.rows, settings.given, settings.environ)
    found += _databases(old)
    found += _drift(old)
    if settings.downgrade == "auto":
        found += no_way_down(reading, cut)
    return tuple(found)


def hazards_in_text(reading: Reading, cut: Cut, *, superuser: bool) -> tuple[Hazard, ...]:
    """What the files alone tell, while replays run: leftovers, revisions that ask for rights."""
    asking = () if superuser else _asking_for_rights(reading, cut)
    return (*asking, *_leftovers(reading, cut))


def refused_downgrade(cut: Cut, why: str) -> Hazard:
    """What to know where the history could be downgraded and the baseline cannot."""
    return Hazard(
        "downgrade",
        cut.revision,
        f"The baseline refuses to be downgraded, since that did not work: {why.splitlines()[0]}",
    )


def no_way_down(reading: Reading, cut: Cut) -> Iterator[Hazard]:
    """What to know where a removed revision cannot be downgraded, so that the baseline refuses."""
    for each in cut.removed:
        revision = reading.history.revisions[each]
        if revision.downgrade in ("works", "nothing"):
            continue
        raises = revision.downgrade == "refuses"
        lines = reading.path(each).read_bytes().splitlines() if raises else []
        numbers = (n for n, line in enumerate(lines, 1) if line.startswith(_DOWNGRADE))
        yield Hazard(
            "downgrade",
            each,
            "The baseline refuses to be downgraded, since the downgrade() of the removed revision "
            f"{each} {'raises' if raises else 'is missing'}; --downgrade drop makes one.",
            revision.path,
            next(numbers, None),
        )
        return


def _stranded(reading: Reading, cut: Cut) -> Hazard:
    created = reading.history.revisions[cut.revision].created
    date = f" of {created.date()}" if created else ""
    return Hazard(
        "databases before the cut",
        cut.revision,
        f"A database that has not reached {cut.revision}{date} can no longer be upgraded: "
        "upgrade it with the code before this change first.",
    )


def _volatile(tables: Mapping[str, Rows], masks: Masks) -> Iterator[Hazard]:
    for table, volatile in sorted(masks.cut.items()):
        if tables[table].derived:
            continue  # The baseline refreshes it.
        if not volatile.comparable:
            yield Hazard("rows", table, f"Two replays left different numbers of rows in {table}; "
                         "the baseline holds those of the first one.")  # fmt: skip
        elif volatile.volatile_columns:
            columns = ", ".join(volatile.volatile_columns)
            yield Hazard("volatile rows", table, f"Values in {columns} of {table} differ in every "
                         "replay (time, random, ids that the server gives); the baseline holds "
                         "those of one.")  # fmt: skip


def _from_environment(
    tables: Mapping[str, Rows], given: Mapping[str, str], inherited: Mapping[str, str]
) -> Iterator[Hazard]:
    """Cells that equal the value of a variable: a password may have come that way."""
    values = {
        value.replace("\\", "\\\\").encode(errors="surrogateescape"): name  # As COPY writes it.
        for name, value in {**inherited, **given}.items()
        if len(value) >= _SHORTEST_SECRET
    }
    for table, rows in sorted(tables.items()):
        seen = set()
        for cells in rows.cells():
            for column, cell in zip(rows.columns, cells, strict=True):
                name = values.get(cell)
                if name is not None and (column, name) not in seen:
                    seen.add((column, name))
                    yield Hazard(
                        "environment",
                        table,
                        f"A value in {table}.{column} is that of the variable {name}; the "
                        "baseline holds it.",
                    )


def _leftovers(reading: Reading, cut: Cut) -> Iterator[Hazard]:
    """Files beside the migrations that only removed revisions use; listed, never deleted."""
    location = reading.location
    for path in find_orphans(
        location.project,
        [reading.path(each) for each in cut.removed],
        [reading.path(each) for each in cut.kept],
        (location.script_location, *location.version_locations),
    ):
        inside = path.is_relative_to(location.project)
        named = path.relative_to(location.project).as_posix() if inside else str(path)
        yield Hazard(
            "leftover file",
            named,
            "Only removed revisions use this file. It stays: delete it if nothing else needs it.",
            named,
        )


def _asking_for_rights(reading: Reading, cut: Cut) -> Iterator[Hazard]:
    """Revisions that look at their own rights: as a plain owner they may have done less."""
    for revision in (*cut.removed, *cut.kept):
        text = reading.path(revision).read_bytes()
        for number, line in enumerate(text.splitlines(), 1):
            if _ASKS.search(line):
                path = reading.history.revisions[revision].path
                yield Hazard(
                    "rights",
                    revision,
                    "The revision asks whether it is a superuser, or catches a refusal; it was "
                    "replayed as a plain owner, so compare with --role superuser.",
                    path,
                    number,
                )
                break


def _drift(old: Old) -> Iterator[Hazard]:
    """What the models say of the database that the migrations make; no matter of the squash."""
    drift = old.tail.result().drift
    if drift:
        yield Hazard("drift", "models", f"The models differ from what the migrations make, before "
                     f"and after alike: {count(len(drift), 'operation')} for `alembic check`, "
                     f"such as {short(drift[0], 300)}")  # fmt: skip


def _databases(old: Old) -> Iterator[Hazard]:
    wanted = {name for leg in old.legs for _, _, name in leg.wanted if name}
    if len(wanted) > 1:
        names = ", ".join(sorted(wanted))
        yield Hazard("connections", names, "The project's code asked for several databases; all "
                     "its connections reached the one scratch database.")  # fmt: skip
