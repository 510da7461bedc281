"""Outcomes for the tests of everything that is made from one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from squash.cut import CleanCut, Cut, Survey
from squash.difference import WHATS, Check, Difference
from squash.errors import At
from squash.hazard import Hazard
from squash.outcome import (
    BaselineSummary,
    ErrorSummary,
    Outcome,
    PostgresSummary,
    RevisionSummary,
    RowsSummary,
    Timing,
)

POSTGRES = PostgresSummary("15.18", "15.18", "a private cluster", "owner")

CHANGED = Difference(
    "index",
    "public.orders_open_idx",
    "cut",
    "changed",
    "CREATE INDEX orders_open_idx ON public.orders USING btree (placed_at) WHERE (NOT paid);",
    "CREATE INDEX orders_open_idx ON public.orders USING btree (placed_at);",
)


CHECKS = (
    Check("pg_dump at the cut", True, "4,120 lines, 214 objects"),
    Check("Catalog at the heads", True, "31 kinds, 655 entries"),
)

EXPLAINED = Difference(
    "check",
    "public.orders.state_check",
    "cut",
    "changed",
    "CHECK (((state)::text = ANY ((ARRAY['a'::character varying])::text[])))",
    "CHECK (((state)::text = ANY (ARRAY[('a'::character varying)::text])))",
)

HAZARDS = (
    Hazard("version", "Postgres 15", "The proof holds for Postgres 15 only."),
    Hazard(
        "superuser",
        "r0007",
        "Asks whether it is a superuser.",
        "migrations/versions/r0007_step.py",
        12,
    ),
)

ROWS = (
    RowsSummary("public.countries", 249),
    RowsSummary("public.settings", 1, ("created_at", "token")),
)


def history(revisions: int) -> tuple[RevisionSummary, ...]:
    """A linear history: ids ``r0001``…, one a week from 2020 on."""
    start = datetime(2020, 1, 6, 9, 30, tzinfo=UTC)
    return tuple(
        RevisionSummary(
            id=f"r{place:04d}",
            doc=f"Step {place} of @alice, see #{place}",
            created=start + timedelta(weeks=place),
            path=f"migrations/versions/r{place:04d}_step.py",
            parents=(f"r{place - 1:04d}",) if place else (),
            lines=30,
        )
        for place in range(revisions)
    )


def proved(removed: int = 35, kept: int = 5) -> Outcome:
    """A squash that was proved and applied."""
    every = history(removed + kept)
    return Outcome(
        command="squash",
        result="squashed",
        applied=True,
        reason="The newest of 40 clean cuts that keep at least 5 revisions.",
        project="shop",
        postgres=POSTGRES,
        cut=every[removed - 1],
        removed=every[:removed],
        kept=every[removed:],
        baseline=BaselineSummary(
            path="migrations/versions/r0034_baseline.py",
            revision=every[removed - 1].id,
            statements=87,
            bytes=18_240,
            sha256="9f" * 32,
            kinds={"table": 12, "index": 20, "view": 1},
            downgrade="drop",
            text="revision = 'r0034'\n",
        ),
        equivalent=True,
        checks=CHECKS,
        explained=(EXPLAINED,),
        hazards=HAZARDS,
        rows=ROWS,
        timings=(
            Timing("Read the history", 0.031),
            Timing("Replay the history", 4.2),
            Timing("Replay the squashed history", 1.9),
            Timing("Compare", 130.0),
        ),
        evidence=("report.json", "report.md"),
        repeat=("alembic-squash check . --revision r0034",),
    )


def differing(objects: int = 1, size: int = 0) -> Outcome:
    """A squash that made another database; each object is padded by `size` characters."""
    padding = "".join(f"\n-- {'x' * 60}" for _ in range(size // 64))
    others = tuple(
        Difference(
            "table",
            f"public.t{place:03d}",
            "heads",
            WHATS[place % 3],
            f"CREATE TABLE t{place} (a int);{padding}",
            f"CREATE TABLE t{place} (a bigint);{padding}",
        )
        for place in range(objects - 1)
    )
    both = (CHANGED, replace(CHANGED, where="heads"))
    base = proved()
    return Outcome(
        command="check",
        result="not-equivalent",
        project="shop",
        reason=base.reason,
        postgres=POSTGRES,
        cut=base.cut,
        removed=base.removed,
        kept=base.kept,
        baseline=base.baseline,
        equivalent=False,
        checks=(Check("pg_dump", False, "2 states", (*both, *others)),),
        timings=base.timings,
    )


def failed() -> Outcome:
    """A run that ended in a migration."""
    return Outcome(
        command="squash",
        result="error",
        project="shop",
        error=ErrorSummary(
            "project",
            'Revision r0007 failed: versions/r0007_step.py:12: relation "x" is not there',
            "The history cannot be replayed on an empty database.",
            "alembic-squash squash . --bootstrap schema.sql",
            4,
            (At("versions/r0007_step.py", 12),),
        ),
        timings=(Timing("Read the history", 0.03),),
    )


def planned(files: int = 35) -> Survey:
    """A survey with a cut that removes so many files."""
    ids = tuple(revision.id for revision in history(files + 5))
    cut = Cut(
        revision=ids[files - 1],
        removed=ids[:files],
        kept=ids[files:],
        targets=ids[-1:],
        unproved=(),
        labels=("shop",),
        reason="The newest of 40 clean cuts that keep at least 5 revisions.",
        clean_below=ids[files - 2],
        clean_above=ids[files],
    )
    return Survey(
        revisions=files + 5,
        bases=ids[:1],
        heads=ids[-1:],
        merges=(),
        clean=files + 5,
        cut=cut,
        reason=cut.reason,
        files=tuple(f"migrations/versions/{each}_step.py" for each in cut.removed),
        nearby=tuple(
            CleanCut(
                ids[place],
                f"{ids[place]}.py",
                f"Step {place}",
                place + 1,
                files + 4 - place,
                place == files - 1,
            )
            for place in range(files - 2, files + 1)
        ),
    )
