"""Projects that go round the hook: they are stopped with a reason, or proved all the same."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from squash.outside.server import default_cache, find_binaries, server_user
from tests.acceptance.packages import INI, Ended, commit, run, state, write_package

pytestmark = pytest.mark.usefixtures("unmeasured")

HEAD = """\
import subprocess, sys
from alembic import context
from shopkit.settings import URL, engine


def migrate(connection):
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()


"""
SETTINGS = """
URL = os.environ["SHOP_URL"]
"""
NEVER_COMMITS = """\
with engine.connect() as connection:
    transaction = connection.begin()
    context.configure(connection=connection)
    context.run_migrations()
    transaction.rollback()
"""
# The usual "migrations must not stop the service" of somebody in a hurry.
SWALLOWS = """\
try:
    with engine.connect() as connection:
        migrate(connection)
except Exception as error:
    print("ignored:", error)
"""
# Alembic itself is run by another program; this env.py only looks.
ANOTHER_PROGRAM = """\
import os
if os.environ.get("INNER") != "1":
    inner = [sys.executable, "-I", "-m", "alembic", "upgrade", "head"]
    subprocess.run(inner, env={**os.environ, "INNER": "1"}, check=False)
    with engine.connect() as connection:
        context.configure(connection=connection, fn=lambda rev, context: [])
        context.run_migrations()
"""
# A schema is made by psql, at the address that the settings had when they were imported.
EARLIER = """\
subprocess.run(["psql", "-qX", URL, "-c", "CREATE SCHEMA IF NOT EXISTS app"], check=True)
with engine.connect() as connection:
    migrate(connection)
"""
BY_PSQL = """\
sql = "CREATE SCHEMA IF NOT EXISTS app"
with engine.connect() as connection:
    subprocess.run(["psql", "-qX", URL, "-c", sql], check=True)
    migrate(connection)
"""
# What new databases are copied from is no place for a history.
INTO_TEMPLATE = """\
elsewhere = ["psql", "-qX", URL, "-c", "\\\\connect template1", "-c", "CREATE TABLE stray ()"]
with engine.connect() as connection:
    subprocess.run(elsewhere, check=False)
    migrate(connection)
"""
# A raw connection that no pool knows stays open as long as the process.
HELD = """\
import psycopg
held = psycopg.connect(URL)
with engine.connect() as connection:
    migrate(connection)
"""


def shop(folder: Path, env: str) -> Path:
    """A project with this env.py, whose settings give the address as they found it."""
    project = folder / "shop"
    project.mkdir()
    write_package(project)
    settings = project / "shopkit/settings.py"
    settings.write_text(settings.read_text() + SETTINGS)
    (project / "shopkit/migrations/env.py").write_text(HEAD + env)
    (project / "alembic.ini").write_text(INI + "prepend_sys_path = .\n")
    commit(project)
    return project


def squash(project: Path, *arguments: str) -> Ended:
    """Squash it by this Python; psql is there, wherever this machine has it."""
    cache = default_cache(os.environ, root=os.geteuid() == 0)
    found = find_binaries(path=os.environ["PATH"], user=server_user(), cache=cache)
    path = os.pathsep.join((os.environ["PATH"], str(found.bin)))
    return run(project, "squash", "--env", "SHOP_URL={url}", *arguments, env={"PATH": path})


@pytest.mark.parametrize(
    ("env", "fails", "what", "step"),
    [
        (NEVER_COMMITS, '"SELECT 1"', "stands at no revision, not at c1", "commit"),
        (SWALLOWS, '"SELECT 1/0"', "env.py went on after revision b1 had failed", "Mend the rev"),
    ],
)
def test_a_database_that_does_not_arrive_stops_the_run(
    tmp_path: Path, env: str, fails: str, what: str, step: str
) -> None:
    """Where nothing was committed, for whatever reason, that is told and no file changes."""
    project = shop(tmp_path, env)
    path = project / "shopkit/billing/versions/b1.py"
    path.write_text(path.read_text().replace('table("b1")', fails))
    commit(project)
    ended = squash(project)
    assert (ended.code, ended.report["error"]["label"], state(project)) == (4, "project", "")
    assert what in ended.report["error"]["what"]
    assert step in ended.report["error"]["next_step"]


def test_a_history_that_another_program_runs_stops_the_run(tmp_path: Path) -> None:
    """What no hook saw is no proof, though the database is where it should be."""
    project = shop(tmp_path, ANOTHER_PROGRAM)
    ended = squash(project)
    assert (ended.code, state(project)) == (4, ""), ended.text
    assert ended.report["error"]["what"] == "env.py ended without migrating anything."


@pytest.mark.parametrize(("env", "runs"), [(BY_PSQL, 2), (EARLIER, 1)])
def test_settings_that_remember_another_database_are_imported_anew(
    tmp_path: Path, env: str, runs: int
) -> None:
    """What a program is told of comes from a process that knows no other database."""
    project = shop(tmp_path, env)
    settings = project / "shopkit/settings.py"
    settings.write_text(settings.read_text().replace("TABLE %s", "TABLE app.%s"))
    commit(project)
    ended = squash(project)
    assert (ended.code, ended.report["result"]) == (0, "squashed"), ended.text
    assert ended.text.count("Replay the history ") == runs
    # It is env.py that makes the schema: a baseline that did so too would fail.
    (baseline,) = project.rglob("c1_baseline.py")
    assert "CREATE SCHEMA" not in baseline.read_text()


def test_a_failure_that_stays_is_told_after_the_second_try(tmp_path: Path) -> None:
    """The new folder fails in whatever process; the error names it as the first one would."""
    wrong = "import os\nif len(os.listdir(os.path.dirname(__file__) + '/versions')) < 4:\n"
    fine = "with engine.connect() as connection:\n    migrate(connection)\n"
    project = shop(tmp_path, wrong + "    raise RuntimeError('too few')\n" + fine)
    ended = squash(project)
    assert (ended.code, state(project)) == (4, ""), ended.text
    assert "too few" in ended.report["error"]["what"]
    assert ended.text.count("Replay the history ") == 2


def test_a_history_that_writes_elsewhere_on_its_server_is_blocked(tmp_path: Path) -> None:
    """All servers are made with template1, so replays would not start from the same."""
    project = shop(tmp_path, INTO_TEMPLATE)
    ended = squash(project, "--role", "superuser")
    assert (ended.code, ended.report["result"], state(project)) == (1, "blocked", ""), ended.text
    assert "wrote to a database that is not its own: template1" in ended.text


def test_a_session_that_stays_open_is_gone_round(tmp_path: Path) -> None:
    """A database in use cannot be copied, so another one is brought to the cut by a replay."""
    project = shop(tmp_path, HELD)
    ended = squash(project)
    assert (ended.code, ended.report["result"]) == (0, "squashed"), ended.text
    ran = [each["detail"] for each in ended.report["checks"] if "goes on" in each["name"]]
    assert ran == ["2 revisions ran"]
