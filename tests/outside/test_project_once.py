"""Code that can run only once in a process: each leg gets one, as each ``alembic upgrade`` does."""

from __future__ import annotations

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
        "import shop\nshop.Table('tenants', shop.metadata, shop.Column('id'))\n" + PLAIN,
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
pytestmark = pytest.mark.usefixtures("unmeasured")


@pytest.fixture(scope="module")
def server(postgres: PrivatePostgres) -> Iterator[Scratch]:
    """One server for all of them."""
    scratch = postgres.open("once")
    yield scratch
    scratch.drop()


@pytest.mark.parametrize("kind", ONCE)
def test_legs_apart_run_in_processes_of_their_own(
    tmp_path: Path, server: Scratch, kind: str
) -> None:
    """Together the second one fails, and says that it may go well apart."""
    env, files = ONCE[kind]
    project, deadline = Project(tmp_path / "shop", env, files=files), Deadline.after(30)
    scratch = server.empty("together")
    with running(project, scratch) as application:
        replay = application.replay("together", scratch.migrating, deadline)
        replay.leg(project.place, "up", ["a1"], deadline=deadline)
        with pytest.raises(ReplayFailed) as raised:
            replay.leg(project.place, "up", ["a2"], deadline=deadline)
        assert raised.value.anew
    project, scratch = Project(tmp_path / "apart", env, files=files), server.empty("apart")
    with running(project, scratch, fork=False) as application:
        replay = application.replay("apart", scratch.migrating, deadline)
        legs = [
            replay.leg(project.place, "up", [to], deadline=deadline) for to in ("a1", "a2", "heads")
        ]
    ran = [[each.revision for each in leg.executed] for leg in legs]
    assert ran == [["a1"], ["a2"], []]
    assert tables(scratch) == ["alembic_version", "one", "two"]


def test_a_revision_that_failed_is_not_run_again(tmp_path: Path, server: Scratch) -> None:
    """It may have done something that it cannot do twice."""
    failing = "open('times', 'a').write('x')\nraise ValueError('no')"
    project = Project(tmp_path / "shop", revisions={**TABLES, "a3": failing})
    scratch, deadline = server.empty("failing"), Deadline.after(30)
    with running(project, scratch) as application:
        replay = application.replay("replay", scratch.migrating, deadline)
        replay.leg(project.place, "up", ["a2"], deadline=deadline)
        with pytest.raises(ReplayFailed, match="Revision a3 failed") as raised:
            replay.leg(project.place, "up", ["heads"], deadline=deadline)
    assert not raised.value.anew


def test_it_is_squashed_and_proved(tmp_path: Path) -> None:
    """Also where a kept revision adds a table to what the application's models hold."""
    kept = "from shop import metadata, Column, Table\nTable('kept', metadata, Column('n'))\n"
    revisions = {each: f"op.execute('CREATE TABLE {each} ()')" for each in ("a1", CUT, "d1")}
    env, files = ONCE["a table of the application's metadata"]
    project = Project(tmp_path / "shop", env, revisions, files=files)
    newest = project.write().versions[0] / "d1.py"
    newest.write_text(newest.read_text().replace("from alembic", f"{kept}from alembic", 1))
    commit(project.folder)
    ended = run(project.folder, "squash")
    assert (ended.code, ended.report["result"]) == (0, "squashed"), ended.text
    assert [each for each in ended.report["checks"] if not each["passed"]] == []
