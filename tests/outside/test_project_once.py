"""Code that can run only once in a process: each leg gets one, as each ``alembic upgrade`` does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from squash.outside.deadline import Deadline
from squash.outside.project import ReplayFailed
from squash.outside.server import PrivatePostgres, Scratch
from tests.acceptance.packages import CUT, commit, run
from tests.outside.projects import PLAIN, TABLES, Project, running, tables

METADATA = {"shop.py": "from sqlalchemy import *\nmetadata = MetaData()\n"}
ONCE = {
    "a table of the application's metadata": (
        "import shop\nshop.Table('tenants', shop.metadata)\n" + PLAIN,
        METADATA,
    ),
    "what may be configured once": (
        "import shop\nassert not hasattr(shop, 'ready')\nshop.ready = True\n" + PLAIN,
        METADATA,
    ),
    "another current folder": ("import os\nos.chdir('migrations')\n" + PLAIN, {}),
    "nothing when it is imported again": (
        "import shop\nif not hasattr(shop, 'ready'):\n    shop.ready = True"
        + PLAIN.replace("\n", "\n    "),
        METADATA,
    ),
}
LAST = [*ONCE][-1]

pytestmark = pytest.mark.usefixtures("unmeasured")


@pytest.fixture(scope="module")
def server(postgres: PrivatePostgres) -> Iterator[Scratch]:
    """One server for all of them."""
    scratch = postgres.open("once")
    yield scratch
    scratch.drop()


@pytest.mark.parametrize(("kind", "fork"), [*((each, True) for each in ONCE), (LAST, False)])
def test_a_later_leg_runs_in_a_process_of_its_own(
    tmp_path: Path, server: Scratch, kind: str, fork: bool
) -> None:
    """Where the first process cannot run env.py again; no revision runs twice."""
    env, files = ONCE[kind]
    project, scratch = Project(tmp_path / "shop", env, files=files), server.empty("once")
    deadline = Deadline.after(30)
    with running(project, scratch, fork=fork) as application:
        replay = application.replay("replay", scratch.migrating, deadline)
        legs = [
            replay.leg(project.place, "up", [to], deadline=deadline) for to in ("a1", "a2", "heads")
        ]
    ran = [[each.revision for each in leg.executed] for leg in legs]
    assert ran == [["a1"], ["a2"], []]
    assert tables(scratch) == ["alembic_version", "one", "two"]


def test_what_fails_in_a_process_of_its_own_too_is_told(tmp_path: Path, server: Scratch) -> None:
    """The second failure is the one that a person would see."""
    env = (
        "import os\nwith open('times', 'a') as file: file.write('x')\n"
        "times = os.path.getsize('times')\nassert times < 2, 'time %d' % times\n" + PLAIN
    )
    project, scratch = Project(tmp_path / "shop", env), server.empty("once")
    deadline = Deadline.after(30)
    with running(project, scratch, fork=False) as application:
        replay = application.replay("replay", scratch.migrating, deadline)
        replay.leg(project.place, "up", ["a1"], deadline=deadline)
        with pytest.raises(ReplayFailed, match="time 3"):
            replay.leg(project.place, "up", ["a2"], deadline=deadline)


def test_a_revision_that_failed_is_not_run_again(tmp_path: Path, server: Scratch) -> None:
    """It may have done something that it cannot do twice."""
    failing = "open('times', 'a').write('x')\nraise ValueError('no')"
    project = Project(tmp_path / "shop", revisions={**TABLES, "a3": failing})
    scratch, deadline = server.empty("once"), Deadline.after(30)
    with running(project, scratch) as application:
        replay = application.replay("replay", scratch.migrating, deadline)
        replay.leg(project.place, "up", ["a2"], deadline=deadline)
        with pytest.raises(ReplayFailed, match="Revision a3 failed"):
            replay.leg(project.place, "up", ["heads"], deadline=deadline)
    assert (project.folder / "times").read_text() == "x"


def test_it_is_squashed_and_proved(tmp_path: Path) -> None:
    """Also where a kept revision adds a table to what the application's models hold."""
    kept = "from shop import metadata, Table\nTable('kept', metadata)\n"
    revisions = {each: f"op.execute('CREATE TABLE {each} ()')" for each in ("a1", CUT, "d1")}
    env, files = ONCE["a table of the application's metadata"]
    project = Project(tmp_path / "shop", env, revisions, files=files)
    newest = project.write().versions[0] / "d1.py"
    newest.write_text(newest.read_text().replace("from alembic", f"{kept}from alembic", 1))
    commit(project.folder)
    ended = run(project.folder, "squash")
    assert (ended.code, ended.report["result"]) == (0, "squashed"), ended.text
    assert [each["passed"] for each in ended.report["checks"]].count(False) == 0
    assert json.dumps(ended.report["checks"]).count("old database at the heads is done") == 1
