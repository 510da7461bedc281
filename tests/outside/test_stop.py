"""A stop that is our own fault: its traceback is kept where it belongs, whatever is wrong."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from squash.errors import UsageError
from squash.flow.stop import bug, stopped
from squash.outside.console import for_stream
from squash.outside.evidence import report_folder
from squash.settings import resolve

LOG = "logs/bug.log"


def fails(*_: object, **__: object) -> None:
    """Keep nothing."""
    raise UnicodeEncodeError("utf-8", "\udcff", 0, 1, "no")


def told(project: Path, report_dir: str = "alembic-squash-report") -> str:
    """The next step and all that is printed."""
    settings = resolve(str(project), flags={"report_dir": report_dir}, variables={}, files=())
    said = io.StringIO()
    error, kept = bug(
        ZeroDivisionError("x"), project, settings, for_stream(said, terminal=False, environ={})
    )
    assert (error.exit_code, "ZeroDivisionError: x" in error.what) == (70, True)
    assert kept is None or kept.is_file()
    return said.getvalue() + error.next_step


def test_only_a_folder_that_was_looked_at_takes_it(tmp_path: Path) -> None:
    """One of the user's choice may lie in the migrations, until an earlier report is there."""
    assert "alembic-squash-report/logs/bug.log" in told(tmp_path, "versions/rep")
    assert not (tmp_path / "versions").exists()
    report_folder(tmp_path / "reports").write({})
    assert "reports/logs/bug.log" in told(tmp_path, "reports")
    assert (tmp_path / "reports" / LOG).read_text().endswith("ZeroDivisionError: x\n")


def test_the_folder_that_has_it_is_an_output(tmp_path: Path) -> None:
    """Later steps of a job can keep it."""
    settings = resolve(str(tmp_path), flags={}, variables={}, files=())
    console = for_stream(io.StringIO(), terminal=False, environ={})
    for error, evidence in ((ZeroDivisionError(), (LOG,)), (UsageError("No."), ())):
        outcome = stopped("check", str(tmp_path), error, settings, console)
        assert outcome.evidence == evidence


def test_what_an_earlier_run_kept_is_no_output(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where this run could not keep its own."""
    settings = resolve(str(tmp_path), flags={}, variables={}, files=())
    console = for_stream(io.StringIO(), terminal=False, environ={})
    stopped("check", str(tmp_path), ZeroDivisionError(), settings, console)
    assert (tmp_path / "alembic-squash-report" / LOG).is_file()
    monkeypatch.setattr("squash.flow.stop.report_folder", fails)
    outcome = stopped("check", str(tmp_path), ZeroDivisionError(), settings, console)
    assert outcome.evidence == ()


def test_what_fails_in_the_telling_is_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is wrong with the settings is wrong there too."""
    monkeypatch.setattr("squash.flow.stop.report_folder", fails)
    said = told(tmp_path)
    assert said.startswith("ZeroDivisionError: x")
    assert "Attach the lines above" in said
