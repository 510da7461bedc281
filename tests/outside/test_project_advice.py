"""The next step of a failure helps: it names what the project's own code wants."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from squash.outside.deadline import Deadline
from squash.outside.project import ReplayFailed
from squash.outside.server import PrivatePostgres, Scratch
from tests.outside.projects import PLAIN, URL, Project, running, upgrade

SET_ROLE = f"""
from sqlalchemy import create_engine, pool, text

with create_engine({URL}, poolclass=pool.NullPool).connect() as connection:
    connection.execute(text("SET ROLE app_owner"))
    migrate(connection)
"""
OUTSIDE = 'raise RuntimeError("Working outside of application context.\\n\\nThis typically means")'
TENANT = "name = context.get_x_argument(as_dictionary=True)['tenant']\n"
TENANTS = "given = context.get_x_argument(as_dictionary=True)\nname = given['tenant-id']\n"
READ = """
import pathlib
pathlib.Path(__file__).with_name("a1.py").read_text()
"""


@pytest.fixture(scope="module")
def server(postgres: PrivatePostgres) -> Iterator[Scratch]:
    """One server for all of them."""
    scratch = postgres.open("advice")
    yield scratch
    scratch.drop()


@pytest.fixture
def scratch(server: Scratch) -> Scratch:
    """An empty database."""
    return server.empty("advice")


def failing(project: Project, scratch: Scratch) -> ReplayFailed:
    """The error of a project that fails."""
    with pytest.raises(ReplayFailed) as raised:
        upgrade(project, scratch)
    return raised.value


@pytest.mark.parametrize(
    ("env", "step"),
    [
        ("import os\nos.environ['DATABASE_URL']", "--env DATABASE_URL={url}; "),
        ("import os\nos.environ['SQLALCHEMY_DATABASE_URI']", "SQLALCHEMY_DATABASE_URI={url}; "),
        ("import os\nos.environ['PG_DSN']", "--env PG_DSN={url}; "),
        ("import os\nos.environ['DATABASE_HOST']", "--env DATABASE_HOST={host}; "),
        ("import os\nos.environ['DB_NAME']", "--env DB_NAME={dbname}; "),
        ("import os\nos.environ['SECRET_KEY']", "--env SECRET_KEY=VALUE; "),
        (TENANT, "`alembic -x`, which is not supported yet"),
        (TENANTS, "os.environ.get('TENANT_ID'), and give that: --env TENANT_ID=VALUE"),
        ("import os\ncontext.get_x_argument()\nos.environ['HOME_X']", "--env HOME_X=VALUE; "),
        ("raise SystemExit('call me with -x tenant=NAME')", "not supported yet"),
        (OUTSIDE, "another command (`flask db upgrade`) are not supported yet"),
        (SET_ROLE, "The history names a role or database that it does not create."),
    ],
)
def test_what_env_py_wants_is_what_is_advised(
    tmp_path: Path, scratch: Scratch, env: str, step: str
) -> None:
    """A variable with the value it most likely wants, or that there is no way yet."""
    error = failing(Project(tmp_path / "shop", env=env + "\n" + PLAIN), scratch)
    assert step in error.next_step


def test_a_revision_file_that_cannot_be_loaded_is_not_called_env_py(
    tmp_path: Path, scratch: Scratch
) -> None:
    """Alembic loads it from env.py, and the file is what must be mended."""
    project = Project(tmp_path / "shop", files={"migrations/versions/b1.py": "nothing_here\n"})
    error = failing(project, scratch)
    assert error.what.startswith(
        "A revision file failed in the replay of the history, at migrations/versions/b1.py:1: "
    )
    assert "this one cannot be loaded" in error.next_step


def test_a_revision_file_that_wants_a_variable_is_given_it(
    tmp_path: Path, scratch: Scratch
) -> None:
    """As env.py would be."""
    wants = {"migrations/versions/b1.py": "import os\nos.environ['SHOP_DSN']\n"}
    error = failing(Project(tmp_path / "shop", files=wants), scratch)
    assert error.what.startswith("A revision file failed in the replay of the history, at")
    assert "--env SHOP_DSN={url};" in error.next_step


def test_a_kept_revision_that_needs_a_removed_file_is_told_so(
    tmp_path: Path, scratch: Scratch
) -> None:
    """By the name of the file that goes."""
    kept = {"migrations/versions/b1.py": READ + "revision = 'b1'\ndown_revision = 'a2'\n"}
    first = Project(tmp_path / "shop", files=kept)
    other = Project(tmp_path / "new", revisions={"a2": "pass"}, files=kept)
    with running(first, scratch) as application:
        place, deadline = other.write(), Deadline.after(20)
        there = type(place)(
            place.cwd, place.script, place.versions, ((first.folder, other.folder),)
        )
        replay = application.replay("replay", scratch.migrating, deadline)
        with pytest.raises(ReplayFailed) as raised:
            replay.leg(there, "up", ["heads"], deadline=deadline)
    assert raised.value.next_step.startswith("migrations/versions/a1.py goes with the squash")


def test_what_was_left_in_a_session_is_gone_in_the_next(tmp_path: Path, scratch: Scratch) -> None:
    """A history that works in one go only is not told that it does not start."""
    left = "op.execute('CREATE TEMP TABLE passing (n int)')"
    needed = "op.execute('SELECT n FROM passing')"
    alone = failing(Project(tmp_path / "alone", revisions={"a1": needed}), scratch)
    assert "does not start from an empty" in alone.next_step
    project = Project(tmp_path / "shop", revisions={"a1": left, "a2": needed})
    deadline = Deadline.after(20)
    with running(project, scratch) as application:
        replay = application.replay("replay", scratch.migrating, deadline)
        replay.leg(project.place, "up", ["a1"], deadline=deadline)
        with pytest.raises(ReplayFailed) as raised:
            replay.leg(project.place, "up", ["a2"], deadline=deadline)
    assert "a database that stands at the revision before it" in raised.value.next_step
