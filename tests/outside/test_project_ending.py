"""The end of a leg and of a process: what env.py does after its migrations, and at its exit."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy.exc import DBAPIError

from squash.errors import ProjectError
from squash.outside.deadline import Deadline
from squash.outside.project import ReplayFailed
from squash.outside.project.child.models import drift
from squash.outside.server import PrivatePostgres, Scratch
from tests.outside.projects import PLAIN, TABLES, Project, running, tables, upgrade

pytestmark = pytest.mark.usefixtures("unmeasured")

# It holds the descriptors of the process that it was forked from, and outlives it.
OUTLIVED = """
import os, signal, time
if os.fork() == 0:
    os.setsid()
    time.sleep(60)
    os._exit(0)
os.kill(os.getpid(), signal.SIGKILL)
"""
SWALLOWS = PLAIN.replace("migrate(connection)", "try: migrate(connection)\n    except: pass")
LOCKED = """
import atexit, os, tempfile, weakref
here = os.path.dirname(config_file) + "/lock"
os.close(os.open(here, os.O_CREAT | os.O_EXCL))
atexit.register(os.unlink, here)
folder = tempfile.TemporaryDirectory(dir=os.path.dirname(config_file))
"""


@pytest.fixture(scope="module")
def server(postgres: PrivatePostgres) -> Iterator[Scratch]:
    """One server for all of them."""
    scratch = postgres.open("ending")
    yield scratch
    scratch.drop()


@pytest.fixture
def scratch(server: Scratch) -> Scratch:
    """An empty database."""
    return server.empty("ending")


@pytest.mark.parametrize(
    "end",
    [
        "import sys; sys.exit(0)",
        "raise SystemExit",
        "import sys; sys.stdout = sys.stderr = None",
        "import sys; sys.stdout.close(); sys.stderr.close()",
        "import socket; socket.setdefaulttimeout(0.05)",
    ],
)
def test_what_plain_alembic_takes_is_taken(tmp_path: Path, scratch: Scratch, end: str) -> None:
    """An exit without an error, closed streams, a default that is not for us."""
    project, deadline = Project(tmp_path / "shop", f"{PLAIN}\n{end}"), Deadline.after(30)
    with running(project, scratch) as application:
        replay = application.replay("replay", scratch.migrating, deadline)
        replay.leg(project.place, "up", ["a1"], deadline=deadline)
        time.sleep(0.2)  # As long as a dump may take, and longer than that default.
        replay.leg(project.place, "up", ["heads"], deadline=deadline)
    assert tables(scratch) == ["alembic_version", "one", "two"]


def test_an_exit_with_an_error_after_the_migrations_is_told(
    tmp_path: Path, scratch: Scratch
) -> None:
    """Not as one that kept them from running."""
    with pytest.raises(ReplayFailed, match=r"sys.exit\(3\)") as raised:
        upgrade(Project(tmp_path / "shop", f"{PLAIN}\nraise SystemExit(3)"), scratch)
    assert raised.value.next_step.startswith("The revisions had run: ")


def test_a_failure_that_env_py_keeps_to_itself_is_told(tmp_path: Path, scratch: Scratch) -> None:
    """By the revision that failed."""
    revisions = {**TABLES, "a3": "op.execute('SELECT nonsense')"}
    with pytest.raises(ReplayFailed) as raised:
        upgrade(Project(tmp_path / "shop", SWALLOWS, revisions), scratch)
    assert raised.value.what == "env.py went on after revision a3 had failed."


def test_a_process_that_is_gone_is_missed_at_once(tmp_path: Path, scratch: Scratch) -> None:
    """Though a fork of it lives on, with what it had opened."""
    project, began = Project(tmp_path / "shop", revisions={"a1": OUTLIVED}), time.monotonic()
    with pytest.raises(ProjectError, match="process ended in revision a1"):
        upgrade(project, scratch, seconds=50)
    assert time.monotonic() - began < 40


@pytest.mark.parametrize("top", [True, False])
def test_what_shall_end_with_the_process_does(tmp_path: Path, scratch: Scratch, top: bool) -> None:
    """Registered before the fork or after it."""
    asks = "config_file = context.config.config_file_name\n"
    env = asks + (LOCKED + PLAIN if top else PLAIN + LOCKED)
    project, deadline = Project(tmp_path / "shop", env), Deadline.after(30)
    with running(project, scratch) as application:
        replay = application.replay("replay", scratch.migrating, deadline)
        replay.leg(project.place, "up", ["heads"], deadline=deadline)
        there = {each.name for each in project.folder.iterdir()}
    until = time.monotonic() + 20
    while (left := {each.name for each in project.folder.iterdir()}) != {
        "alembic.ini", "migrations"
    } and time.monotonic() < until:  # fmt: skip
        time.sleep(0.01)
    assert len(there) == 4
    assert left == {"alembic.ini", "migrations"}


def test_what_models_say_holds_nothing_of_one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """No address and no OID: two processes are compared by it."""
    context = SimpleNamespace(opts={"target_metadata": None})
    made = SimpleNamespace(upgrade_ops=None)
    monkeypatch.setattr("alembic.autogenerate.produce_migrations", lambda *_: made)
    text = "# comment\nop.add(T(how=<env.Fn object at 0x7f0be2debec0>))\npass"
    monkeypatch.setattr("alembic.autogenerate.render_python_code", lambda _: text)
    assert drift(context) == ["op.add(T(how=<env.Fn object at 0x>))"]  # type: ignore[no-untyped-call]

    def fails(*_: object) -> None:
        raise DBAPIError("SELECT :oid", {"oid": 16411}, ValueError("no\ncolumn"))

    monkeypatch.setattr("alembic.autogenerate.produce_migrations", fails)
    assert drift(context) == ["comparing fails: DBAPIError: no column"]  # type: ignore[no-untyped-call]
