"""A project's application: what env.py sees of Alembic, how it is forked, which Python runs it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from squash.errors import ProjectError, UsageError
from squash.outside.deadline import Deadline
from squash.outside.project import ReplayFailed, find_python
from squash.outside.project.environment import project_environment
from squash.outside.server import BusyDatabase, Connection, PrivatePostgres, Scratch
from tests.outside.projects import PLAIN, TABLES, Project, running, tables, upgrade

OURS = Connection("/tmp/sockets", 5433, "squash role", "p@ss", "squash_db")


@pytest.fixture(scope="module")
def server(postgres: PrivatePostgres) -> Iterator[Scratch]:
    """One server for all of them."""
    scratch = postgres.open("project")
    yield scratch
    scratch.drop()


@pytest.fixture
def scratch(server: Scratch) -> Scratch:
    """An empty database."""
    return server.empty("project")


CHECKS = """
import logging.config
import os, sys
config = context.config
logging.config.fileConfig(config.config_file_name, disable_existing_loggers=False)
assert context.is_offline_mode() is False
assert context.get_x_argument() == [] and context.get_x_argument(as_dictionary=True) == {}
assert config.cmd_opts.x == [] and not hasattr(config.cmd_opts, "autogenerate")
assert (config.cmd_opts.revision, config.cmd_opts.sql) == ("heads", False)
assert config.cmd_opts.cmd[0].__name__ == "upgrade"
assert context.get_revision_argument() == "a2" or context.get_revision_argument() == ("a2",)
assert context.get_tag_argument() is None and context.get_head_revision() == "a2"
config.attributes["mine"] = 1
config.print_stdout("told")
assert config.get_main_option("here_is") == os.getcwd()
assert config.get_section(config.config_ini_section)["sqlalchemy.url"].startswith("postgresql")
assert sys.argv == ["alembic", "upgrade", "heads"]
import beside  # From the project's folder.
assert not [name for name in sys.modules if "squash" in name], sys.modules
assert "child" not in "".join(sys.path), sys.path
"""
LOGGING = """
[loggers]
keys = root
[handlers]
keys = console
[formatters]
keys = plain
[logger_root]
level = INFO
handlers = console
[handler_console]
class = StreamHandler
args = (sys.stderr,)
formatter = plain
[formatter_plain]
format = %(levelname)s %(message)s
"""


def test_env_py_sees_what_alembics_command_line_gives(tmp_path: Path, scratch: Scratch) -> None:
    """Arguments, options, attributes, configuration, logging and the search path."""
    project = Project(
        tmp_path / "shop",
        env=CHECKS + PLAIN,
        url=f"postgresql://prod@127.0.0.1:1/prod\nhere_is = %(here)s\n{LOGGING}",
        files={"beside.py": ""},
    )
    with running(project, scratch) as application:
        ini = project.folder / "alembic.ini"
        ini.write_text(ini.read_text("utf-8").replace("%%", "%"), "utf-8")
        deadline = Deadline.after(20)
        replay = application.replay("replay", scratch.migrating, deadline)
        leg = replay.leg(project.place, "up", ["heads"], deadline=deadline)
    assert [each.revision for each in leg.executed] == ["a1", "a2"]
    assert "INFO Running upgrade a1 -> a2" in project.log("replay")


LOUD = """
import os
with open(os.environ["COUNT"], "a") as stream:
    stream.write("imported\\n")
"""
THREADS = (
    "import threading, time\nthreading.Thread(target=time.sleep, args=(60,), daemon=True).start()"
)


@pytest.mark.parametrize(
    ("more", "fork", "imports"), [("", True, 1), ("", False, 6), (THREADS, True, 3)]
)
def test_the_application_is_imported_once_where_it_can_be_forked(
    tmp_path: Path, server: Scratch, more: str, fork: bool, imports: int
) -> None:
    """Threads make a process for each replay, which has its own database; a wish, for each leg."""
    project = Project(
        tmp_path / "shop", env=f"import application\n{PLAIN}", files={"application.py": LOUD + more}
    )
    count = tmp_path / "count"
    setup = project.setup(variables={"COUNT": str(count)})
    databases = [server.empty("first"), server.empty("second"), server.empty("third")]
    deadline = Deadline.after(30)
    with running(project, databases[0], setup, fork=fork) as application:
        for number, scratch in enumerate(databases):
            replay = application.replay(f"replay{number}", scratch.migrating, deadline)
            replay.leg(project.place, "up", ["a1"], deadline=deadline)
            replay.leg(project.place, "up", ["heads"], deadline=deadline)
    assert [len(tables(each)) for each in databases] == [3, 3, 3]
    assert count.read_text().count("imported") == imports


AT_IMPORT = """
import sqlalchemy
engine = sqlalchemy.create_engine("postgresql://prod@127.0.0.1:1/prod")
with engine.begin() as connection:
    connection.execute(sqlalchemy.text("CREATE TABLE made_at_import ()"))
"""


def test_an_application_that_connects_at_import_does_so_in_every_replay(
    tmp_path: Path, server: Scratch
) -> None:
    """What it makes there is there before the first revision, in each database."""
    project = Project(
        tmp_path / "shop", env=f"import application\n{PLAIN}", files={"application.py": AT_IMPORT}
    )
    databases = [server.empty("first"), server.empty("second")]
    deadline = Deadline.after(30)
    with running(project, databases[0]) as application:
        for number, scratch in enumerate(databases):
            replay = application.replay(f"replay{number}", scratch.migrating, deadline)
            replay.leg(project.place, "nowhere", deadline=deadline)
    assert ["made_at_import" in tables(each) for each in databases] == [True, True]


POOLED = """
from application import engine, held
with engine.connect() as connection:
    migrate(connection)
held()
"""
KEEPS = """
import sqlalchemy
engine = sqlalchemy.create_engine("postgresql://prod@127.0.0.1:1/prod")
def held():
    pass
"""
HOLDS = KEEPS.replace("pass", "global kept\n    kept = engine.connect()")


def test_idle_connections_of_a_pool_are_closed_between_legs(
    tmp_path: Path, scratch: Scratch
) -> None:
    """So the database can be copied at the cut, as if Alembic's command had ended."""
    project = Project(tmp_path / "shop", env=POOLED, files={"application.py": KEEPS})
    deadline = Deadline.after(30)
    with running(project, scratch) as application:
        replay = application.replay("replay", scratch.migrating, deadline)
        replay.leg(project.place, "up", ["a1"], deadline=deadline)
        copy = scratch.copy("copy")
        replay.leg(project.place, "up", ["heads"], deadline=deadline)
    assert (tables(copy), len(tables(scratch))) == (["alembic_version", "one"], 3)


SINGLE = """
import sqlalchemy
from sqlalchemy import orm, pool
url = "postgresql://prod@127.0.0.1:1/prod"
engine = sqlalchemy.create_engine(url, poolclass=pool.SingletonThreadPool)
Session = orm.scoped_session(orm.sessionmaker(bind=engine))
"""
FORGETS = """
import sqlalchemy
from application import Session, engine
Session.remove()
with engine.connect() as connection:
    migrate(connection)
Session().execute(sqlalchemy.text("SELECT 1"))
"""


def test_sessions_of_the_application_are_closed_between_legs(
    tmp_path: Path, scratch: Scratch
) -> None:
    """A session left open on a pool's only connection neither breaks nor blocks what follows."""
    project = Project(tmp_path / "shop", env=FORGETS, files={"application.py": SINGLE})
    deadline = Deadline.after(30)
    with running(project, scratch) as application:
        replay = application.replay("replay", scratch.migrating, deadline)
        replay.leg(project.place, "up", ["a1"], deadline=deadline)
        copy = scratch.copy("copy")
        replay.leg(project.place, "up", ["heads"], deadline=deadline)
    assert (tables(copy), len(tables(scratch))) == (["alembic_version", "one"], 3)


def test_a_connection_that_is_held_keeps_the_database_from_being_copied(
    tmp_path: Path, scratch: Scratch
) -> None:
    """That is told at once, with the session."""
    project = Project(tmp_path / "shop", env=POOLED, files={"application.py": HOLDS})
    deadline = Deadline.after(30)
    with running(project, scratch) as application:
        replay = application.replay("replay", scratch.migrating, deadline)
        replay.leg(project.place, "up", ["a1"], deadline=deadline)
        with pytest.raises(BusyDatabase):
            scratch.copy("copy")


def test_a_downgrade_is_a_leg_too(tmp_path: Path, scratch: Scratch) -> None:
    """Down to the base and up again in one process."""
    project = Project(
        tmp_path / "shop", revisions={"a1": TABLES["a1"].replace("TABLE", "TABLE IF NOT EXISTS")}
    )
    deadline = Deadline.after(30)
    with running(project, scratch) as application:
        replay = application.replay("replay", scratch.migrating, deadline)
        legs = [
            replay.leg(project.place, go, [to], deadline=deadline)
            for go, to in (("up", "a1"), ("down", "base"), ("up", "heads"))
        ]
    assert [[each.revision for each in leg.executed] for leg in legs] == [["a1"]] * 3


def test_a_python_that_is_too_old_is_told_its_version(tmp_path: Path, scratch: Scratch) -> None:
    """The interpreter is asked for its version when it cannot run the probe."""
    old = tmp_path / "python"
    old.write_text('#!/bin/sh\n[ "$1" = -c ] && printf 2.7\n')
    old.chmod(0o755)
    project = Project(tmp_path / "shop")
    with pytest.raises(ProjectError) as raised:
        upgrade(project, scratch, project.setup(python=str(old)))
    assert raised.value.what == f"{old} is Python 2.7."
    assert raised.value.next_step == "Name another: --python PATH/TO/VENV/bin/python"


def test_a_python_without_alembic_is_told_what_to_install(tmp_path: Path, scratch: Scratch) -> None:
    """The interpreter is named, and the command that helps."""
    bare = tmp_path / "python"
    bare.write_text(f'#!/bin/sh\nshift\nexec "{sys.executable}" -S -u "$@"\n')
    bare.chmod(0o755)
    project = Project(tmp_path / "shop")
    with pytest.raises(ReplayFailed) as raised:
        upgrade(project, scratch, project.setup(python=str(bare)))
    assert raised.value.next_step.startswith(
        f"Module 'sqlalchemy' cannot be imported by {bare}: install it there"
    )


def executable(path: Path) -> Path:
    """An interpreter, as far as finding it goes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


def test_the_interpreter_is_the_one_asked_for_or_the_projects_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file, a virtual environment, a version, a name; else the active or the project's own."""
    here, project = tmp_path / "here", tmp_path / "project"
    project.mkdir()
    beside = executable(here / "env" / "bin" / "python")
    version = executable(tmp_path / "path" / "python3.99")
    monkeypatch.chdir(here)

    def find(asked: str | None, active: Path | None = None) -> Path:
        return find_python(
            project, asked, str(active) if active else None, "/ours", str(tmp_path / "path")
        )

    assert find(None) == Path("/ours")
    own = executable(project / ".venv" / "bin" / "python")
    assert [
        find("env/bin/python"), find("env"), find("3.99"), find("python3.99"), find(".venv"),
        find(None), find(None, here / "env"), find(str(own)),
    ] == [beside, beside, version, version, own, own, beside, own]  # fmt: skip
    for asked in ("./nowhere", "3.98", "pypy"):
        with pytest.raises(ProjectError):
            find(asked)


def test_variables_lead_to_the_scratch_database_and_lose_what_is_ours() -> None:
    """URLs keep driver and options, libpq's ways elsewhere go, the user's PYTHONPATH stays."""
    seen = project_environment(
        {
            "A": "postgresql+asyncpg://me:secret@prod:5432/shop?ssl=require&options=-csearch_path%3Dx",
            "B": "postgres://prod/shop",
            "C": "mysql://prod/shop",
            "PGSERVICE": "prod", "PGSSLMODE": "require", "PGHOSTADDR": "10.0.0.1",
            "PGOPTIONS": "-cjit=off", "PGDATABASE": "prod",
            "PYTHONHOME": "/ours", "PYTHONSAFEPATH": "1", "PYTHONPATH": "/theirs",
        },
        {},
        OURS,
    )  # fmt: skip
    rest = "squash%20role:p%40ss@/squash_db?host=/tmp/sockets&port=5433"
    assert seen == {
        "A": f"postgresql+asyncpg://{rest}&options=-csearch_path%3Dx",
        "B": f"postgres://{rest}", "C": "mysql://prod/shop", "PGOPTIONS": "-cjit=off",
        "PGHOST": "/tmp/sockets", "PGPORT": "5433", "PGUSER": "squash role",
        "PGPASSWORD": "p@ss", "PGDATABASE": "squash_db", "PYTHONPATH": "/theirs",
        "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUNBUFFERED": "1",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("value", "filled"),
    [
        ("{user}:{password}@{host}:{port}/{dbname}", "me:pw@db:5433/squash_db"),
        ("{url}", "postgresql://me:pw@db:5433/squash_db"),
        ('{"a": 1, "url": "{url}"}', '{"a": 1, "url": "postgresql://me:pw@db:5433/squash_db"}'),
        ('{"a":1}', '{"a":1}'),
        ("%s {levelname} {message}", "%s {levelname} {message}"),
        ("{}", "{}"),
    ],
)
def test_only_our_own_words_in_braces_are_filled_in(value: str, filled: str) -> None:
    """JSON and formats of the project stay as they are."""
    address = replace(OURS, host="db", user="me", password="pw")
    assert project_environment({}, {"X": value}, address)["X"] == filled


@pytest.mark.parametrize(
    ("value", "better"),
    [("{databse}", "{dbname}"), ("postgresql://{usr}@{host}/x", "postgresql://{user}@{host}/x")],
)
def test_a_misspelt_placeholder_is_an_error_where_only_an_address_can_be_meant(
    value: str, better: str
) -> None:
    """In a URL, or alone; the error has the line that works."""
    with pytest.raises(UsageError) as raised:
        project_environment({}, {"X": value}, OURS)
    assert f"for example --env X={better}" in raised.value.next_step
