"""The commands: every exit code by a real run, with its report, and the checkout as promised."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema
import pytest

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = json.loads((ROOT / "squash/report/schema.json").read_text(encoding="utf-8"))
PROGRAM = str(Path(sys.executable).with_name("alembic-squash"))
REPORT = "alembic-squash-report"

INI = "[alembic]\nscript_location = migrations\n"
ENV = """\
import logging, os
from alembic import context
from sqlalchemy import create_engine, pool
print("env.py says", os.environ.get("SHOP_TOKEN"), "hunter2hunter2")
engine = create_engine(os.environ.get("SHOP_URL", "postgresql+psycopg://db/shop"),
                       poolclass=pool.NullPool)
with engine.connect() as connection:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
"""
REVISION = """\
\"\"\"Step {name}\"\"\"
from alembic import op
revision = "{name}"
down_revision = {down!r}


def upgrade():
    op.execute({sql!r})


def downgrade():
    op.execute("DROP TABLE {name}")
"""


@dataclass(frozen=True)
class Ended:
    """A command that has ended.

    Parameters
    ----------
    code : its exit code
    text : what it printed
    report : report.json, validated; empty where there is none
    changed : whether any file beside the report folder changed
    """

    code: int
    text: str
    report: dict[str, Any]
    changed: bool


@dataclass(frozen=True)
class Project:
    """A small project in a git repository."""

    folder: Path

    @classmethod
    def at(cls, folder: Path) -> Project:
        """Make one with a linear history a to e, a branch f beside c, merged by d."""
        (folder / "migrations/versions").mkdir(parents=True)
        (folder / "alembic.ini").write_text(INI)
        (folder / "migrations/env.py").write_text(ENV)
        project = cls(folder)
        for name, down in (
            ("a1", None), ("b1", "a1"), ("c1", "b1"), ("f1", "b1"), ("d1", ("c1", "f1")),
            ("e1", "d1"),
        ):  # fmt: skip
            project.revision(name, down, f"CREATE TABLE {name} (id integer PRIMARY KEY)")
        project.git("init", "--quiet")
        project.commit()
        return project

    def revision(self, name: str, down: object, sql: str) -> None:
        """Write a revision that sends one statement."""
        path = self.folder / f"migrations/versions/{name}_step.py"
        path.write_text(REVISION.format(name=name, down=down, sql=sql))

    def git(self, *words: str) -> None:
        """Run git here."""
        who = ["-c", "user.name=t", "-c", "user.email=t@example.invalid"]
        subprocess.run(["git", *who, *words], cwd=self.folder, check=True, capture_output=True)

    def commit(self) -> None:
        """Commit everything."""
        self.git("add", "--all")
        self.git("-c", "commit.gpgsign=false", "commit", "--quiet", "--no-verify", "-m", "x")

    def files(self) -> dict[str, bytes]:
        """Content of every file that is not git's or the report's."""
        return {
            str(path.relative_to(self.folder)): path.read_bytes()
            for path in self.folder.rglob("*")
            if path.is_file() and not {".git", REPORT} & set(path.relative_to(self.folder).parts)
        }

    def start(self, *words: str) -> subprocess.Popen[str]:
        """Start a command here, without colour."""
        environ = {k: v for k, v in os.environ.items() if not k.startswith("ALEMBIC_SQUASH")}
        return subprocess.Popen(
            [PROGRAM, *words], cwd=self.folder, env=environ | {"SHOP_TOKEN": "s3cret-token"},
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip

    def run(self, *words: str, stop: signal.Signals | None = None) -> Ended:
        """Run a command to its end.

        Parameters
        ----------
        stop : sent once the history is replayed
        """
        before = self.files()
        with self.start(*words) as running:
            assert running.stdout is not None
            if stop is not None:
                log = running.stdout.read(len("Read the history"))
                while not log.endswith("Replay the history"):
                    letter = running.stdout.read(1)
                    assert letter, log
                    log += letter
                running.send_signal(stop)
            text = running.stdout.read()
        document = self.folder / REPORT / "report.json"
        report = json.loads(document.read_text(encoding="utf-8")) if document.exists() else {}
        if report:
            jsonschema.validate(report, SCHEMA)
        return Ended(running.returncode, text, report, self.files() != before)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A small project that nothing is wrong with."""
    return Project.at(tmp_path / "shop")


def told(ended: Ended) -> tuple[int, str, int, bool]:
    """Exit code, result and exit code of the report, and whether files changed."""
    assert "Traceback" not in ended.text
    return ended.code, ended.report["result"], ended.report["exit_code"], ended.changed


def test_a_proved_squash_changes_the_files(project: Project) -> None:
    """0: the baseline keeps the id of the cut, kept files stay, and Alembic loads the folder."""
    kept = (project.folder / "migrations/versions/e1_step.py").read_bytes()
    ended = project.run("squash", "--revision", "d1")
    assert told(ended) == (0, "squashed", 0, True), ended.text
    left = sorted(path.name for path in (project.folder / "migrations/versions").glob("*.py"))
    assert left == ["d1_baseline.py", "e1_step.py"]
    assert (project.folder / "migrations/versions/e1_step.py").read_bytes() == kept
    assert [each["id"] for each in ended.report["removed"]] == ["a1", "b1", "c1", "f1", "d1"]
    assert (ended.report["applied"], ended.report["equivalent"]) == (True, True)
    assert all(check["passed"] for check in ended.report["checks"])
    assert "git add --all migrations/versions" in ended.text.splitlines()[-3]


def test_a_second_squash_has_nothing_to_do(project: Project) -> None:
    """0: a policy that leaves too little to remove changes nothing, and the report says so."""
    ended = project.run("squash", "--keep", "3")
    assert told(ended) == (0, "nothing-to-do", 0, False)


@pytest.mark.parametrize("words", [("check",), ("squash", "--dry-run")])
def test_a_check_proves_and_changes_nothing(project: Project, words: tuple[str, ...]) -> None:
    """0: everything is proved, no file changes, and the next command would make the change."""
    ended = project.run(
        *words, *("--keep", "1", "--min-removed", "2"), "--env", "SHOP_TOKEN=hunter2hunter2"
    )
    assert told(ended) == (0, "squashed", 0, False)
    assert (ended.report["applied"], ended.report["equivalent"]) == (False, True)
    first, following = ended.report["following"]
    assert following == "alembic-squash squash --revision d1 --env 'SHOP_TOKEN=***'"
    assert first == "# Put in what *** stands for, which is not shown."
    assert ended.text.splitlines()[-2:] == [f"  {first}", f"  {following}"]
    assert ('revision = "d1"' in ended.text) == ("--dry-run" in words)
    check_logs(project, ended)


def check_logs(project: Project, ended: Ended) -> None:
    """What env.py printed lies in the report folder; what --env gave is masked there."""
    logs = {path.name: path.read_text() for path in (project.folder / REPORT / "logs").iterdir()}
    assert "env.py says *** ***" in "".join(logs.values())
    assert "hunter2" not in "".join(logs.values()) + ended.text + json.dumps(ended.report)
    assert {f"logs/{name}" for name in logs} <= set(ended.report["evidence"])


def test_what_a_baseline_cannot_hold_blocks(project: Project) -> None:
    """1: the object is named, and no file changes."""
    project.revision("b1", "a1", "CREATE ROLE squash_blocked_r IN ROLE pg_monitor")
    project.revision(
        "c1", "b1",
        "CREATE SUBSCRIPTION elsewhere CONNECTION 'host=db password=hunter2hunter2' "
        "PUBLICATION p WITH (connect = false)",
    )  # fmt: skip
    project.commit()
    ended = project.run("squash", "--revision", "d1")
    assert told(ended) == (1, "blocked", 1, False), ended.text
    assert "elsewhere" in ended.report["error"]["what"]
    assert "hunter2" not in json.dumps(ended.report)


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("squash", "--revision", "d1", "--keep", "1"), "--keep"),
        (("squash", "--no-such-flag"), "--no-such-flag"),
        (("squash", "nowhere"), "nowhere"),
        (("squash", "--report-dir", "migrations/versions/report"), "migrations folder"),
    ],
)
def test_usage_is_refused(project: Project, words: tuple[str, ...], named: str) -> None:
    """2: the flag is named, nothing has begun, nothing is written."""
    ended = project.run(*words)
    assert (ended.code, ended.report, ended.changed) == (2, {}, False)
    assert named in ended.text


@pytest.mark.parametrize(
    ("cut", "named"), [("c1", "f1"), ("zz", "zz"), ("a1", "a1")], ids=["unclean", "unknown", "one"]
)
def test_a_cut_that_is_none_is_refused(project: Project, cut: str, named: str) -> None:
    """3: the revision in the way is named."""
    ended = project.run("squash", "--revision", cut)
    assert told(ended) == (3, "error", 3, False)
    assert named in ended.report["error"]["what"]


def test_a_history_that_cannot_be_read_is_refused(project: Project) -> None:
    """3: the file and its line are named."""
    (project.folder / "migrations/versions/b1_step.py").write_text("revision = (\n")
    ended = project.run("check")
    assert told(ended) == (3, "error", 3, False)
    assert "migrations/versions/b1_step.py:1" in ended.report["error"]["what"]
    ended = project.run("check", "--report-dir", "migrations/versions/report")
    assert (ended.code, ended.changed) == (2, False), "nor does its report lie in the history"


@pytest.mark.parametrize(
    ("statement", "where", "named"),
    [
        ("SELECT 1/0", "migrations/versions/c1_step.py:8", "division by zero"),
        ("DROP TABLE missing", "migrations/versions/c1_step.py:8", '"missing" does not exist'),
    ],
)
def test_a_revision_that_fails_is_named(
    project: Project, statement: str, where: str, named: str
) -> None:
    """4: revision, file, line and the database's words; the log can still be read."""
    project.revision("c1", "b1", statement)
    ended = project.run("check", "--revision", "d1")
    assert told(ended) == (4, "error", 4, False)
    error = ended.report["error"]
    assert (where in error["what"], named in error["what"]) == (True, True), error
    assert "alembic-squash-" not in error["what"]
    log = error["next_step"].rsplit(" ", 1)[1]
    assert log.startswith(f"{REPORT}/logs/")
    assert (project.folder / log).is_file()


def test_an_application_without_its_settings_says_which(project: Project) -> None:
    """4: the variable that is missing can be copied from the next step."""
    env = project.folder / "migrations/env.py"
    env.write_text("import os\nos.environ['SHOP_KEY']\n" + ENV)
    ended = project.run("check", "--revision", "d1")
    assert told(ended) == (4, "error", 4, False)
    assert "--env SHOP_KEY=VALUE" in ended.report["error"]["next_step"]


def test_another_kind_of_database_is_not_migrated(project: Project) -> None:
    """4: stopped before its first statement."""
    ended = project.run("check", "--revision", "d1", "--env", "SHOP_URL=sqlite:///shop.db")
    assert told(ended) == (4, "error", 4, False)
    assert "sqlite" in ended.report["error"]["what"]


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("--postgres-version", "99"), "Postgres 99"),
        (("--database-url", "postgresql://u:hunter2hunter2@127.0.0.1:9/x"), "127.0.0.1:9"),
    ],
)
def test_a_server_that_is_not_there_is_named(
    project: Project, words: tuple[str, ...], named: str
) -> None:
    """5: what was looked for and a line to copy, without the password."""
    ended = project.run("squash", "--revision", "d1", *words)
    assert told(ended) == (5, "error", 5, False)
    assert named in ended.report["error"]["what"]
    assert ended.report["error"]["next_step"]
    assert "hunter2" not in json.dumps(ended.report) + ended.text


def test_a_file_that_git_does_not_hold_stops_the_run_at_once(project: Project) -> None:
    """7: before any database is started; --force goes on and keeps a copy."""
    path = project.folder / "migrations/versions/c1_step.py"
    path.write_text(path.read_text() + "# mine\n")
    ended = project.run("squash", "--revision", "d1")
    assert told(ended) == (7, "error", 7, False)
    assert "c1_step.py" in ended.report["error"]["what"]
    assert "Replay the history" not in ended.text
    mine = path.read_text()
    ended = project.run("squash", "--revision", "d1", "--force")
    assert told(ended) == (0, "squashed", 0, True)
    assert [copy.read_text() for copy in (project.folder / REPORT).rglob("c1_step.py")] == [mine]


def test_a_report_that_cannot_be_written_stops_the_run_at_once(project: Project) -> None:
    """7: a proof that nobody could see is not begun."""
    (project.folder / "out").write_text("a file")
    ended = project.run("squash", "--revision", "d1", "--report-dir", "out/report")
    assert (ended.code, ended.changed) == (7, False)
    assert "out/report" in ended.text
    assert "Replay the history" not in ended.text


@pytest.mark.parametrize(("stop", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupted_run_ends_in_peace(
    project: Project, stop: signal.Signals, code: int
) -> None:
    """130, 143: no file changes, no traceback, and the report tells how it ended."""
    project.revision("c1", "b1", "SELECT pg_sleep(60)")
    project.commit()
    ended = project.run("squash", "--revision", "d1", stop=stop)
    assert told(ended) == (code, "error", code, False)
    assert "✗ Interrupted" in ended.text
