"""A report folder that takes nothing any more: before the change, and after it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from squash.cli import app
from squash.flow import ending
from squash.outside.evidence import ReportFolder
from tests.acceptance.test_commands import REPORT, Project

# Run once in every replay, by the project's own code: a folder that nobody can write to.
SPOILED = """\
\"\"\"Step c1\"\"\"
import pathlib, shutil
from alembic import op
revision = "c1"
down_revision = "b1"


def upgrade():
    report = pathlib.Path({report!r})
    if report.is_dir():
        shutil.rmtree(report)
        report.write_text("")
    op.execute("CREATE TABLE c1 (id integer PRIMARY KEY)")


def downgrade():
    op.execute("DROP TABLE c1")
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A small project."""
    return Project.at(tmp_path / "shop")


def spoil(report: Path) -> None:
    """Let nothing be written there any more, and keep what there is beside it."""
    report.rename(report.with_name("before"))
    report.write_text("")


def squashed(project: Project, *words: str) -> tuple[int, str]:
    """Squash in this process; exit code and output."""
    arguments = ["squash", str(project.folder), "--revision", "d1", "--python", sys.executable]
    done = CliRunner().invoke(app, [*arguments, *words])
    return done.exit_code, done.output


def test_a_report_without_room_stops_the_run_before_the_change(project: Project) -> None:
    """7, once and alone: the checkout is as it was."""
    path = project.folder / "migrations/versions/c1_step.py"
    path.write_text(SPOILED.format(report=str(project.folder / REPORT)))
    project.commit()
    ended = project.run("squash", "--revision", "d1")
    assert (ended.code, ended.changed) == (7, False), ended.text
    assert ended.text.count("cannot be written") == 1
    assert ("Apply" in ended.text, "Squashed and proved" in ended.text) == (False, False)


def test_a_report_without_room_after_the_change_says_what_was_changed(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """7, with what came and went, and the command that shows it; the report before it is whole."""

    def apply(*given: Any) -> object:
        done = ending.apply(*given)
        spoil(project.folder / REPORT)
        return done

    monkeypatch.setattr("squash.flow.apply", apply)
    before = project.files()
    code, text = squashed(project)
    assert (code, "Squashed and proved" in text) == (7, False), text
    assert "The files of the history were changed as proved, and then the report could" in text
    assert "migrations/versions/d1_baseline.py came, and 5 files went." in text
    assert f"git -C {project.folder} status\n" in text
    assert before.keys() - project.files().keys() == {
        f"migrations/versions/{each}1_step.py" for each in "abcdf"
    }
    report = json.loads((project.folder / "before/report.json").read_text())
    assert (report["result"], report["applied"]) == ("squashed", False)


@pytest.mark.parametrize("full", [2, 3, 4])
def test_there_is_room_for_the_report_twice(
    project: Project, monkeypatch: pytest.MonkeyPatch, full: int
) -> None:
    """Emptied, left and left anew before the change, and what it holds is not written again."""
    written: list[set[str]] = []
    real = ReportFolder.write

    def write(self: ReportFolder, files: Any, *more: Any) -> tuple[str, ...]:
        written.append(set(files))
        if len(written) == full:
            spoil(self.folder)
        return real(self, files, *more)

    monkeypatch.setattr(ReportFolder, "write", write)
    before = project.files()
    code, text = squashed(project)
    unchanged = before.items() <= project.files().items()
    assert (code, "Apply" in text, unchanged) == (7, full > 3, full <= 3), text
    assert {"old-heads.sql", "baseline.py", "report.json"} < written[1]
    if full > 2:
        assert written[2] == written[3] == {"report.md", "report.json"}
