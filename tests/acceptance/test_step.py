"""A step of Actions: what a runner hears of a whole run, and what a person finds after it."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.runner import Log, read_log, read_outputs

pytestmark = pytest.mark.usefixtures("unmeasured")

ROOT = Path(__file__).resolve().parents[2]
SECRET = "b7c1-not-for-logs-90"
PASSWORD = "k33p-it-quiet"
OWNER = 1001

# What a project prints while it is imported and while it migrates.
HOSTILE = """\
print("::set-output name=result::squashed")
print("  ::add-mask::squash")
print("::stop-commands::mine")
print("##[set-env name=PATH;]/evil")
print("::endgroup::")
"""
ENV = """\
import os
from alembic import context
from sqlalchemy import create_engine, pool
{hostile}
print("settings:", {{"TOKEN": os.environ["APP_TOKEN"], "db_password": "in-the-code"}})
print("broker is", os.environ["BROKER_URL"], "and I know", os.environ["APP_TOKEN"])
with create_engine(os.environ["DATABASE_URL"], poolclass=pool.NullPool).connect() as connection:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
"""
REVISION = """\
\"\"\"Step {name}

Create Date: 2024-01-0{number} 10:00:00
\"\"\"
from alembic import op
revision = "{name}"
down_revision = {down!r}


def upgrade():
    op.execute({sql!r})


def downgrade():
    op.execute("DROP TABLE IF EXISTS {name}")
"""
HISTORY = {"a": None, "b": "a", "c": "b", "d": "b", "e": ("c", "d"), "f": "e"}


@dataclass(frozen=True)
class Step:
    """A step that has ended."""

    code: int
    text: str
    workspace: Path

    @property
    def log(self) -> Log:
        """What the runner made of its output."""
        return read_log(self.text)

    @property
    def outputs(self) -> dict[str, str]:
        """What later steps read."""
        return read_outputs((self.workspace.parent / "output").read_text("utf-8"))

    @property
    def summary(self) -> str:
        """What the page of the run shows; empty where there is none."""
        file = self.workspace.parent / "summary"
        return file.read_text("utf-8") if file.exists() else ""

    @property
    def everything(self) -> str:
        """All that a public repository would publish: log, summary, outputs and the evidence."""
        report = self.workspace / "shop/alembic-squash-report"
        kept = [path.read_text("utf-8") for path in report.rglob("*") if path.is_file()]
        shown = [line for line in self.text.splitlines() if not line.startswith("::add-mask::")]
        return "\n".join([*shown, self.summary, str(self.outputs), *kept])


def checkout(folder: Path, *, last: str = "CREATE TABLE f (id int)") -> Path:
    """A workspace with a project in a folder of it, as checkout leaves it for another account."""
    workspace = folder / "workspace"
    versions = workspace / "shop/migrations/versions"
    versions.mkdir(parents=True)
    (workspace / "shop/alembic.ini").write_text("[alembic]\nscript_location = migrations\n")
    (workspace / "shop/migrations/env.py").write_text(ENV.format(hostile=HOSTILE))
    for number, (name, down) in enumerate(HISTORY.items(), 1):
        sql = last if name == "f" else f"CREATE TABLE {name} (id int)"
        text = REVISION.format(name=name, number=number, down=down, sql=sql)
        (versions / f"{name}.py").write_text(text)
    git = ["git", "-C", str(workspace), "-c", "user.name=x", "-c", "user.email=x@example.org"]
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "History"]):
        subprocess.run([*git, *words], check=True)
    if os.geteuid() == 0:
        for path in (workspace, *workspace.rglob("*")):
            os.chown(path, OWNER, OWNER, follow_symlinks=False)
    return workspace


def step(workspace: Path, **inputs: str) -> Step:
    """Run the action as the runner does, outside of a container."""
    given = {"command": "check", "working_directory": "shop", "install": "none"}
    given |= {"python": sys.executable, "env": "DATABASE_URL={url}"} | inputs
    environ = {
        "PATH": os.environ["PATH"],
        "HOME": str(workspace.parent),
        "GITHUB_ACTIONS": "true",
        "GITHUB_WORKSPACE": str(workspace),
        "GITHUB_OUTPUT": str(workspace.parent / "output"),
        "GITHUB_STEP_SUMMARY": str(workspace.parent / "summary"),
        "APP_TOKEN": SECRET,
        "BROKER_URL": f"amqp://shop:{PASSWORD}@broker:5672/",
        **{f"INPUT_{name.upper().replace('_', '-')}": text for name, text in given.items()},
    }
    command = [sys.executable, str(ROOT / "entrypoint.py")]
    done = subprocess.run(
        command, cwd=workspace, env=environ, capture_output=True, text=True, check=False
    )
    assert not done.stderr
    return Step(done.returncode, done.stdout, workspace)


def test_a_squash_is_seen_from_every_side(tmp_path: Path) -> None:
    """Groups named after the steps, outputs, summary, a notice, warnings; all is the owner's."""
    done = step(checkout(tmp_path), command="squash", revision="e")
    assert done.code == 0, done.text
    log = done.log
    assert {one.name for one in log.obeyed} == {
        "add-mask", "group", "endgroup", "notice", "warning",
    }  # fmt: skip
    groups = [one.data for one in log.named("group")]
    assert groups == [
        "Read the history",
        "Choose the cut",
        "Replay the history",
        "Write the baseline",
        "Replay the squashed history",
        "Compare",
        "Apply",
    ]
    assert [name for name in groups if not any(f"✓ {name} · " in line for line in log.lines)] == []
    assert done.outputs == {
        "result": "squashed",
        "changed": "true",
        "equivalent": "true",
        "baseline-revision": "e",
        "baseline-path": "shop/migrations/versions/e_baseline.py",
        "squashed-count": "5",
        "kept-count": "1",
        "report-path": "shop/alembic-squash-report",
        "diff-path": "",
        "json-path": "shop/alembic-squash-report/report.json",
        "pull-request-number": "",
        "pull-request-url": "",
        "pull-request-operation": "none",
        "pull-request-branch": "",
        "pull-request-head-sha": "",
        "comment-id": "",
    }
    for path in (done.outputs["baseline-path"], done.outputs["json-path"]):
        assert (done.workspace / path).is_file()
    for heading in ("# ✅ Squashed and proved", "```mermaid", "## Where the evidence is"):
        assert heading in done.summary
    owner = done.workspace.stat()
    foreign = [path for path in done.workspace.rglob("*") if path.lstat().st_uid != owner.st_uid]
    assert foreign == []


def test_a_failing_revision_is_found_and_nothing_it_prints_is_obeyed(tmp_path: Path) -> None:
    """One error at its line; what the project printed, and what Postgres said, is only shown."""
    evil = "DO $$ BEGIN RAISE EXCEPTION E'no\\n::set-output name=changed::true'; END $$"
    done = step(checkout(tmp_path, last=evil), revision="e")
    assert done.code == 4, done.text
    log = done.log
    (error,) = log.named("error")
    assert error.properties == {
        "title": "Stopped (project)",
        "file": "shop/migrations/versions/f.py",
        "line": "11",
    }
    assert "Revision f failed" in error.data
    assert {one.name for one in log.obeyed} == {"add-mask", "group", "endgroup", "error"}
    assert {one.data for one in log.named("add-mask")} == {SECRET, PASSWORD}
    assert "::stop-commands::mine" in log.lines
    assert "##[set-env name=PATH;]/evil" in log.lines
    assert (done.outputs["result"], done.outputs["changed"]) == ("error", "false")
    assert "# ❌ Stopped (project)" in done.summary


@pytest.mark.parametrize("last", ["CREATE TABLE f (id int)", "SELECT 1 / 0"])
def test_no_secret_is_published(tmp_path: Path, last: str) -> None:
    """Neither what looks secret in the environment nor what the project's settings print."""
    done = step(checkout(tmp_path, last=last), revision="e")
    assert (done.workspace / "shop/alembic-squash-report/logs").is_dir(), done.text
    found = [word for word in (SECRET, PASSWORD, "in-the-code") if word in done.everything]
    assert found == []
    assert "settings: {'TOKEN': '***', 'db_password': '***'}" in done.everything


def test_an_unclean_edge_is_annotated(tmp_path: Path) -> None:
    """The line that reaches round the cut, from the top of the workspace."""
    done = step(checkout(tmp_path), revision="c")
    assert done.code == 3, done.text
    (error,) = done.log.named("error")
    assert error.properties["file"] == "shop/migrations/versions/d.py"
    assert error.properties["line"] == "7"
    assert "not a clean cut" in error.data


def test_a_report_outside_of_the_workspace_is_refused(tmp_path: Path) -> None:
    """A later step could not find it; nothing is run or written."""
    done = step(checkout(tmp_path), revision="e", report_dir="../../report")
    assert done.code == 2, done.text
    assert "outside of the workspace" in done.log.named("error")[0].data
    assert done.outputs["report-path"] == ""
    assert not (tmp_path / "report").exists()


def test_a_plan_is_a_step_too(tmp_path: Path) -> None:
    """Without a database there are numbers, a graph and the command that goes on."""
    done = step(checkout(tmp_path), command="plan", revision="e")
    assert done.code == 0, done.text
    assert (done.outputs["result"], done.outputs["squashed-count"]) == ("planned", "5")
    assert "5 of 6 revisions would become one baseline." in done.summary
    assert "```mermaid" in done.summary


def test_summary_and_annotations_may_be_left_out(tmp_path: Path) -> None:
    """Then the log and the outputs say it all."""
    done = step(checkout(tmp_path), revision="c", summary="false", annotations="false")
    assert done.code == 3, done.text
    assert done.summary == ""
    assert done.log.named("error") == []
    assert "not a clean cut" in done.text
    assert done.outputs["result"] == "error"
