"""One upgrade of an empty database to the heads: kept revisions run in the baseline's session."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.acceptance.trials import CASES, repository, squash
from tests.real.oracle import differences, oracle
from tests.real.servers import OWNER, Server

pytestmark = pytest.mark.usefixtures("unmeasured")

CASE = "session"


def upgrade(folder: Path, server: Server, database: str) -> None:
    """Upgrade an empty database to the heads in one go, by Alembic alone."""
    url = server.url("psycopg2", OWNER, server.create(database, OWNER))
    done = subprocess.run(
        [sys.executable, "-m", "alembic", "upgrade", "heads"], cwd=folder,
        env={**os.environ, "DATABASE_URL": url, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_one_upgrade_to_the_heads_is_the_same(tmp_path: Path, server: Server) -> None:
    """Schema, time zone and settings that a removed revision left hold for a kept one."""
    project = repository(CASE, tmp_path)
    done = squash(project, "head-1", role="auto")
    assert done.returncode == 0, done.stdout
    upgrade(CASES / CASE, server, "before")
    upgrade(project, server, "after")
    rows = [server.psql("SELECT * FROM shop.kept", each) for each in ("before", "after")]
    assert all(each in rows[0] for each in ("2020-12-31 15:00:00+00", "Neill", "7s"))
    assert rows[0] == rows[1]
    assert differences(oracle(server, "before"), oracle(server, "after")) == []
