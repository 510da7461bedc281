"""A merged proposal: a fresh clone makes the database that was proved, by plain Alembic."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.acceptance.trials import SQUASH, TOOL
from tests.forge import Forge, Store, Token, running
from tests.gitserver import GitServer, git, serving
from tests.real.oracle import differences, oracle
from tests.real.servers import Server

pytestmark = pytest.mark.usefixtures("unmeasured")

SHOP = Path(__file__).resolve().parents[2] / "examples" / "shop"
NAME, BRANCH = "acme/shop", "alembic-squash/baseline"
TOKEN = "ghs_0123456789abcdefghijABCDEFGHIJ012345"


def test_a_fresh_clone_makes_the_database_that_was_proved(tmp_path: Path, server: Server) -> None:
    """The command line proposes, somebody merges, somebody else clones and upgrades."""
    forge = Forge(tmp_path / "served", {TOKEN: Token()})
    store = forge.repository(NAME)
    checkout, clone = repository(tmp_path / "checkout", store), tmp_path / "clone"
    with serving(GitServer(tmp_path / "served", TOKEN)) as remote, running(forge):
        done = propose(checkout, remote.url, forge.url)
        assert done.returncode == 0, done.stdout + done.stderr
        assert TOKEN not in done.stdout + done.stderr
        proposed = store.bare.tips()[BRANCH]
        store.merge(1)
    git(tmp_path, "clone", "--quiet", str(store.bare.folder), str(clone))
    assert git(clone, "merge-base", "HEAD", proposed) == proposed
    assert git(checkout, "status", "--porcelain") == ""
    assert upgrade(checkout, server, "history").count("Running upgrade") == 44
    assert upgrade(clone, server, "merged").count("Running upgrade") == 6

    report = checkout / "alembic-squash-report"
    rows = json.loads((report / "report.json").read_text())["rows"]
    volatile = {each["table"].rpartition(".")[2]: tuple(each["volatile"]) for each in rows}
    before, after = (oracle(server, each, volatile) for each in ("history", "merged"))
    assert differences(before, after) == []
    proved = (report / "new-heads.sql").read_text()
    server.create("proved", "postgres")
    server.psql(re.sub(r"\bsquash_\w+_role\b", "postgres", proved), "proved")
    server.create("plain", "postgres")
    server.psql(server.dump("merged", "--schema-only", "--exclude-table=alembic_version"), "plain")
    assert differences(oracle(server, "proved"), oracle(server, "plain")) == []


def repository(folder: Path, store: Store) -> Path:
    """The shop as a repository of one commit, which the forge has too."""
    shutil.copytree(SHOP, folder, ignore=shutil.ignore_patterns("__pycache__"))
    git(folder, "init", "--quiet", "--initial-branch", "main")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "The shop")
    git(folder, "push", "--quiet", str(store.bare.folder), "main")
    return folder


def propose(checkout: Path, server: str, api: str) -> subprocess.CompletedProcess[str]:
    """Propose a squash as a person does, by the command line and a token in the environment."""
    known = {key: text for key, text in os.environ.items() if not key.startswith(TOOL)}
    forge = {
        "GITHUB_SERVER_URL": server,
        "GITHUB_API_URL": api,
        "GITHUB_GRAPHQL_URL": f"{api}/graphql",
        "GITHUB_REPOSITORY": NAME,
        "GITHUB_TOKEN": TOKEN,
    }
    command = [str(SQUASH), "squash", "--create-pull-request", "--keep", "5"]
    return subprocess.run(
        [*command, "--python", sys.executable], cwd=checkout, env=known | forge,
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def upgrade(folder: Path, server: Server, database: str) -> str:
    """Upgrade an empty database by Alembic alone; what it says."""
    url = server.url("psycopg", "postgres", server.create(database, "postgres"))
    done = subprocess.run(
        [sys.executable, "-m", "alembic", "upgrade", "head"], cwd=folder,
        env={**os.environ, "DATABASE_URL": url, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stderr
