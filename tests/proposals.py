"""Proposals for tests of what is written to a forge."""

from __future__ import annotations

from dataclasses import replace

from squash.outcome import Outcome
from squash.proposal.marker import Marker
from squash.proposal.proposed import Proposed
from squash.proposal.pull import BuiltOn, Mention
from tests.outcomes import proved

MARKER = Marker(
    lineage="shop/migrations",
    cut="r0013",
    base="4f" * 20,
    head="a1" * 20,
    result="77" * 32,
    removed=14,
)

PLAIN = Proposed(
    marker=MARKER,
    server_url="https://github.com",
    repository="acme/shop",
    base="main",
    base_sha="4f" * 20,
    branch="alembic-squash/shop",
)

FULL = replace(
    PLAIN,
    folder="backend shop",
    alembic="alembic -c db/alembic.ini",
    mentions=(
        Mention("tests/test_upgrade.py", 12, "r0007", '    upgrade("r0007")  # see @bob, #7'),
        Mention("docs/how to.md", 3, "r0003_step.py", "| `r0003_step.py` | what `a|b` did |"),
    ),
    built_on=(
        BuiltOn(31, "https://github.com/acme/shop/pull/31", "n1", "migrations/n1.py", "r0005"),
        BuiltOn(29, "https://github.com/acme/shop/pull/29", "m1", "migrations/m1.py", "r0002"),
        BuiltOn(31, "https://github.com/acme/shop/pull/31", "r0009", "migrations/r9.py", "r0009"),
    ),
    not_looked_at=17,
    carried=(".env", "shop/_version.py"),
    workflow_token=True,
    run_url="https://github.com/acme/shop/actions/runs/1/attempts/2",
    body="Ask @acme/data before the merge.",
)


def squashed(removed: int = 14, kept: int = 3) -> Outcome:
    """A squash that was proved and applied to what is proposed."""
    cut = f"r{removed - 1:04d}"
    return replace(
        proved(removed, kept),
        fresh=(13.72, 2.4),
        repeat=(f"alembic-squash check . --revision {cut} --postgres-version 15",),
    )
