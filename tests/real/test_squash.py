"""Published histories are squashed by the command and judged without it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.real.trial import Case, Servers, cases, everything, keep, run, squash


@pytest.mark.parametrize("case", cases(everything()), ids=str)
def test_a_published_history_is_squashed(case: Case, servers: Servers, tmp_path: Path) -> None:
    """Plain Alembic finds the same database after the squash, in every way it may be run."""
    row = run(case, servers[case.major], tmp_path, squash)
    keep(case, row)

    assert row["problems"] == []
    assert row["result"] == "squashed"
