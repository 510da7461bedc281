"""What fails in the project's code is told with its place, its statement and what to do."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from squash.errors import ProjectError
from squash.outside.deadline import Deadline
from squash.outside.project import ReplayFailed
from squash.outside.server import PrivatePostgres, Scratch
from tests.outside.projects import PLAIN, URL, Project, running, tables, upgrade

ENGINE = f"from sqlalchemy import create_engine, text\nengine = create_engine({URL})\n"


@pytest.fixture(scope="module")
def server(postgres: PrivatePostgres) -> Iterator[Scratch]:
    """One server for all of them."""
    scratch = postgres.open("failures")
    yield scratch
    scratch.drop()


@pytest.fixture
def scratch(server: Scratch) -> Scratch:
    """An empty database."""
    return server.empty("failures")


def failing(project: Project, scratch: Scratch, *, seconds: float = 20) -> ReplayFailed:
    """The error of a project that fails."""
    with pytest.raises(ReplayFailed) as raised:
        upgrade(project, scratch, seconds=seconds)
    return raised.value


def ending(project: Project, scratch: Scratch, *, seconds: float = 20) -> ProjectError:
    """The error of a project whose process ends, or does not."""
    with pytest.raises(ProjectError) as raised:
        upgrade(project, scratch, seconds=seconds)
    return raised.value


def test_a_syntax_error_in_env_py_is_told_with_its_line(tmp_path: Path, scratch: Scratch) -> None:
    """The file is named as the project knows it, not as the copy is called."""
    error = failing(Project(tmp_path / "shop", env="#!\ndef (\n"), scratch)
    assert error.what.startswith(
        "env.py failed in the replay of the history, at migrations/env.py:2: invalid syntax"
    )
    assert error.why == "SyntaxError"


def test_a_missing_module_is_named_with_the_interpreter(tmp_path: Path, scratch: Scratch) -> None:
    """What cannot be imported, by whom, and which flag helps."""
    error = failing(Project(tmp_path / "shop", env="import no_such_thing"), scratch)
    assert "at migrations/env.py:8: No module named 'no_such_thing'" in error.what
    assert error.next_step == (
        f"Module 'no_such_thing' cannot be imported by {sys.executable}: install it there, or "
        "name the project's interpreter: --python PATH/TO/VENV/bin/python"
    )


def test_a_failing_migration_is_told_with_statement_and_sqlstate(
    tmp_path: Path, scratch: Scratch
) -> None:
    """Revision, file and line, the server's message, the statement, the SQLSTATE."""
    revisions = {
        "a1": "op.execute('CREATE TABLE one (n int)')",
        "a2": "op.execute('CREATE TABLE two ()')",
        "a3": "x = 1\nop.execute('SELECT 1 / (SELECT 0)')",
    }
    error = failing(Project(tmp_path / "shop", revisions=revisions), scratch)
    assert error.what.startswith(
        "Revision a3 failed in the replay of the history, at migrations/versions/a3.py:11: "
        "division by zero"
    )
    assert "(SQLSTATE 22012) in the statement:\nSELECT 1 / (SELECT 0)" in error.why
    assert (error.revision, error.sqlstate) == ("a3", "22012")


@pytest.mark.parametrize("scheme", ["psycopg", "pg8000"])
def test_every_driver_tells_the_sqlstate(tmp_path: Path, scratch: Scratch, scheme: str) -> None:
    """Also where the driver keeps it in a place of its own."""
    project = Project(
        tmp_path / "shop",
        url=f"postgresql+{scheme}://prod@127.0.0.1:1/prod",
        revisions={"a1": "op.execute('SELECT * FROM nowhere')"},
    )
    error = failing(project, scratch)
    assert (error.sqlstate, 'relation "nowhere" does not exist' in error.what) == ("42P01", True)


@pytest.mark.parametrize("first", ["op.execute('ALTER TABLE users ADD n int')", "pass"])
def test_a_history_that_does_not_start_from_empty_is_called_so(
    tmp_path: Path, scratch: Scratch, first: str
) -> None:
    """Its first revisions need a table that nobody made."""
    revisions = {"a1": first, "a2": "op.execute('ALTER TABLE users ADD m int')"}
    error = failing(Project(tmp_path / "shop", revisions=revisions), scratch)
    assert error.next_step.startswith("This history does not start from an empty database")


def test_a_missing_role_asks_for_a_server_that_has_it(tmp_path: Path, scratch: Scratch) -> None:
    """The history grants to somebody it did not make."""
    up = "op.execute('CREATE TABLE one ()')\nop.execute('GRANT SELECT ON one TO reporting')"
    error = failing(Project(tmp_path / "shop", revisions={"a1": up}), scratch)
    assert (error.sqlstate, 'role "reporting" does not exist' in error.what) == ("42704", True)
    assert error.next_step.startswith(
        "The history names a role or database that it does not create"
    )


def test_an_error_behind_an_error_still_tells_its_statement(
    tmp_path: Path, scratch: Scratch
) -> None:
    """A migration that reports a failed statement in its own words."""
    up = """
        try:
            op.execute("SELECT * FROM nowhere")
        except Exception as error:
            raise RuntimeError("no such thing") from error
    """
    error = failing(Project(tmp_path / "shop", revisions={"a1": up}), scratch)
    assert ("no such thing" in error.what, error.sqlstate) == (True, "42P01")
    assert "SELECT * FROM nowhere" in error.why


def test_sys_exit_in_env_py_is_told_as_such(tmp_path: Path, scratch: Scratch) -> None:
    """Leaving is not succeeding."""
    error = failing(Project(tmp_path / "shop", env="import sys\nsys.exit(3)"), scratch)
    assert error.what == (
        "env.py failed in the replay of the history, at migrations/env.py:9: it called sys.exit(3)"
    )


def test_a_wait_for_its_own_lock_ends_and_names_the_statement(
    tmp_path: Path, scratch: Scratch
) -> None:
    """A second connection that waits for the first ends within the lock timeout."""
    up = """
        op.execute("LOCK TABLE held")
        from sqlalchemy import create_engine, text
        with create_engine("postgresql://").connect() as other:
            other.execute(text("SELECT * FROM held"))
    """
    project = Project(tmp_path / "shop", env=ENGINE + WITH_COMMIT, revisions={"a1": up})
    setup = project.setup(session={"lock_timeout": "300ms"})
    with pytest.raises(ReplayFailed) as raised:
        upgrade(project, scratch, setup)
    error = raised.value
    assert (error.revision, error.sqlstate) == ("a1", "55P03")
    assert "SELECT * FROM held" in error.why
    assert error.next_step.startswith("The revision waited for a lock")


WITH_COMMIT = """
with engine.connect() as connection:
    connection.execute(text("CREATE TABLE held ()"))
    connection.commit()
    migrate(connection)
"""


def test_a_transaction_that_stands_idle_is_ended(tmp_path: Path, scratch: Scratch) -> None:
    """A migration that sleeps with its transaction open is told as such."""
    up = "import time\nop.execute('SELECT 1')\ntime.sleep(1)\nop.execute('SELECT 2')"
    project = Project(tmp_path / "shop", revisions={"a1": up})
    setup = project.setup(session={"idle_in_transaction_session_timeout": "200ms"})
    with pytest.raises(ReplayFailed) as raised:
        upgrade(project, scratch, setup)
    assert (raised.value.revision, "idle-in-transaction" in raised.value.what) == ("a1", True)


def test_the_time_limit_ends_a_migration_and_names_it(tmp_path: Path, scratch: Scratch) -> None:
    """A revision that takes for ever is stopped at the limit of the run."""
    up = "import time\ntime.sleep(60)"
    error = ending(Project(tmp_path / "shop", revisions={"a1": up}), scratch, seconds=3)
    assert (
        error.what == "The time limit of 3 s was over in revision a1 in the replay of the history."
    )


@pytest.mark.parametrize("end", ["os._exit(3)", "os.kill(os.getpid(), 9)"])
@pytest.mark.parametrize("fork", [True, False])
def test_a_process_that_is_gone_is_told_with_its_revision(
    tmp_path: Path, scratch: Scratch, end: str, fork: bool
) -> None:
    """Killed or left without a word, in the middle of a revision."""
    up = f"import os\nos.write(1, b'last \\xff words')\n{end}"
    project = Project(tmp_path / "shop", revisions={"a1": up})
    with pytest.raises(ProjectError) as raised:
        upgrade(project, scratch, fork=fork)
    assert (raised.value.what, "last \ufffd words" in raised.value.why) == (
        "The project's Python process ended in revision a1 in the replay of the history.",
        True,
    )


def test_a_flood_of_output_stops_nothing(tmp_path: Path, scratch: Scratch) -> None:
    """Megabytes on both streams, in no encoding, by print and by descriptor, are log."""
    up = """
        import os, sys
        for stream in (1, 2):
            for _ in range(80):
                os.write(stream, b"\\xff" * 65536)
        print("printed")
        sys.stderr.write("complained")
    """
    project = Project(tmp_path / "shop", revisions={"a1": up})
    assert upgrade(project, scratch) == ("a1",)
    log = project.log("replay")
    assert (len(log) > 10 << 20, "printed" in log, "complained" in log) == (True, True, True)


@pytest.mark.parametrize(
    ("up", "shown"),
    [
        ("raise SystemExit('z' * 3_000_000)", "it called sys.exit('" + "z" * 100),
        ("raise ValueError('line\\n' * 3000)", "\nline\n… 14,880 more characters"),
        ("op.execute('SELEKT ' + '1 + ' * 300_000)", 'syntax error at or near "SELEKT"'),
    ],
)
def test_of_endless_words_the_beginning_is_shown(
    tmp_path: Path, scratch: Scratch, up: str, shown: str
) -> None:
    """Nobody reads megabytes on a terminal; the log has them."""
    error = failing(Project(tmp_path / "shop", revisions={"a1": up}), scratch)
    assert shown in error.what
    assert max(map(len, (error.what, error.why, error.next_step, error.detail))) < 3000
    assert error.what.count("\n") <= 30
    assert "replay.log" in error.why + error.next_step


def test_of_an_endless_line_of_a_log_the_beginning_is_shown(
    tmp_path: Path, scratch: Scratch
) -> None:
    """A process that dies after megabytes without an end of line."""
    up = "import os; os.write(1, b'z' * 3_000_000); os._exit(3)"
    error = ending(Project(tmp_path / "shop", revisions={"a1": up}), scratch)
    assert ("zzz" in error.why, len(error.why) < 1000) == (True, True)


def test_an_env_py_that_does_not_migrate_is_told(tmp_path: Path, scratch: Scratch) -> None:
    """It ends without an error and without a migration."""
    error = ending(Project(tmp_path / "shop", env="print('nothing to do')"), scratch)
    assert error.what == "env.py ended without migrating anything."


TWO = """
from sqlalchemy import create_engine, pool
for name in ("users", "orders"):
    with create_engine("postgresql://prod@db/" + name, poolclass=pool.NullPool).connect() as one:
        migrate(one)
"""
TENANTS = f"""
from sqlalchemy import create_engine, pool, text
for name in ("t1", "t2"):
    with create_engine({URL}, poolclass=pool.NullPool).connect() as one:
        one.execute(text("CREATE SCHEMA " + name))
        one.execute(text("SET search_path TO " + name))
        one.commit()
        context.configure(connection=one, version_table_schema=name)
        with context.begin_transaction():
            context.run_migrations()
"""


TOGETHER = """
from sqlalchemy import create_engine, pool
engines = [create_engine("postgresql://prod:word@db/" + n, poolclass=pool.NullPool) for n in "xy"]
with engines[0].connect() as one, engines[1].connect() as two:
    for each in (one, two):
        context.configure(connection=each)
        context.run_migrations()
"""


@pytest.mark.parametrize(
    ("env", "said"),
    [(TWO, "several databases: users and orders"), (TENANTS, "the history more than once")],
)
def test_several_databases_are_refused(
    tmp_path: Path, scratch: Scratch, env: str, said: str
) -> None:
    """One history is squashed for one database; the others would go unproved."""
    error = failing(Project(tmp_path / "shop", env=env), scratch)
    assert (said in error.what, "--env NAME=VALUE" in error.next_step) == (True, True)


def test_several_databases_in_one_transaction_each_are_refused_for_that(
    tmp_path: Path, scratch: Scratch
) -> None:
    """As Alembic's template multidb does: its second version table waits for the first."""
    project = Project(tmp_path / "shop", env=TOGETHER)
    setup = project.setup(session={"lock_timeout": "300ms"})
    with pytest.raises(ReplayFailed) as raised:
        upgrade(project, scratch, setup)
    assert raised.value.what == "env.py migrates several databases: x and y."
    assert ("lock" in raised.value.next_step, raised.value.sqlstate) == (False, None)


def test_migrating_the_same_database_twice_is_harmless(tmp_path: Path, scratch: Scratch) -> None:
    """The second time nothing is left to do."""
    assert upgrade(Project(tmp_path / "shop", env=PLAIN + PLAIN), scratch) == ("a1", "a2")


def test_a_file_that_goes_must_not_be_imported(tmp_path: Path, scratch: Scratch) -> None:
    """An application that imports a revision which the other copy does not have."""
    files = {"migrations/__init__.py": "", "migrations/versions/__init__.py": ""}
    project = Project(tmp_path / "shop", env=f"import migrations.versions.a1\n{PLAIN}", files=files)
    other = Project(tmp_path / "new", env=project.env, files=files, revisions={"a2": "pass"})
    place, deadline = other.write(), Deadline.after(20)
    with running(project, scratch) as application:
        replay = application.replay("replay", scratch.migrating, deadline)
        with pytest.raises(ReplayFailed) as raised:
            replay.leg(place, "up", ["heads"], deadline=deadline)
    assert "imports migrations.versions.a1, a file that the squash removes" in raised.value.what
    assert tables(scratch) == []
