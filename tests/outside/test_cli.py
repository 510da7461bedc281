"""The command line: what reaches the flow, what ends a run, and what a person is taught."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
from typer.testing import CliRunner

from squash.cli import app
from squash.errors import Blocked, HistoryError, SquashError
from squash.hazard import Hazard
from squash.outcome import Outcome, Result
from squash.settings.options import COMMANDS, OPTIONS

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from squash.outside.console import Console
    from squash.settings import Settings

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Flow:
    """Stands in for the flow: remembers what it was asked for, and ends as it was told."""

    result: Result = "squashed"
    hazards: tuple[Hazard, ...] = ()
    error: Callable[[], BaseException] | None = None
    asked: list[tuple[str, Settings]] = field(default_factory=list)

    def _tell(self, command: str, settings: Settings) -> Outcome:
        self.asked.append((command, settings))
        if self.error is not None:
            raise self.error()
        return Outcome(command=command, result=self.result, hazards=self.hazards)

    def plan(self, settings: Settings, console: Console) -> Outcome:
        """The story of plan."""
        console.note("planned")
        return self._tell("plan", settings)

    def check(self, settings: Settings, _console: Console) -> Outcome:
        """The story of check."""
        return self._tell("check", settings)

    def squash(self, settings: Settings, _console: Console) -> Outcome:
        """The story of squash."""
        return self._tell("squash", settings)


@pytest.fixture
def flow(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Flow:
    """A flow that stands in for the real one, and an empty project as current folder."""
    for name in [name for name in os.environ if name.startswith("ALEMBIC_SQUASH_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    stand_in = Flow()
    # Of the flow only its stories are stood in for.
    import_module("squash.flow.stop")
    monkeypatch.setitem(sys.modules, "squash.flow", cast("ModuleType", stand_in))
    return stand_in


def invoke(*arguments: str) -> tuple[int, str]:
    """Exit code and all that was printed."""
    result = CliRunner().invoke(app, list(arguments), catch_exceptions=False)
    return result.exit_code, result.output


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_tells_its_own_story(flow: Flow, command: str) -> None:
    """A command calls the function of the flow that has its name, for the current folder."""
    assert invoke(command)[0] == 0
    assert [(name, settings.project) for name, settings in flow.asked] == [(command, ".")]


@pytest.mark.parametrize(
    ("result", "code"), [("squashed", 0), ("nothing-to-do", 0), ("not-equivalent", 1)]
)
def test_the_outcome_decides_the_exit_code(flow: Flow, result: Result, code: int) -> None:
    """The exit code of the process is that of the outcome."""
    flow.result = result
    assert invoke("squash")[0] == code


@pytest.mark.parametrize(
    ("fail_on", "result", "hazards", "code"),
    [
        ("hazard", "squashed", 0, 0),
        ("hazard", "squashed", 1, 1),
        ("hazard", "blocked", 1, 1),
        ("never", "squashed", 1, 0),
        ("never", "blocked", 0, 0),
        ("never", "error", 0, 70),
        ("not-equivalent", "squashed", 1, 0),
        ("not-equivalent", "not-equivalent", 0, 1),
    ],
)
def test_what_exit_code_1_is_for_can_be_said(
    flow: Flow, fail_on: str, result: Result, hazards: int, code: int
) -> None:
    """--fail-on moves the line between 0 and 1, and never touches the codes of errors."""
    flow.result, flow.hazards = result, (Hazard("rows", "t", "Volatile."),) * hazards
    assert invoke("check", "--fail-on", fail_on)[0] == code


def test_every_flag_reaches_the_settings(flow: Flow, tmp_path: Path) -> None:
    """Each row of the table of options is a flag of squash whose value arrives."""
    (tmp_path / "ours.yml").write_text("")
    (tmp_path / "ours.env").write_text("B=2\n")
    arguments: list[str] = []
    given = {"config": str(tmp_path / "ours.yml"), "role": "owner", "downgrade": "drop"}
    given |= {"env": "A=1", "env-file": "ours.env", "postgres-version": "17", "fail-on": "never"}
    for option in OPTIONS:
        if option.name == "revision" or "squash" not in option.commands:
            continue
        value = given.get(option.name, "30" if option.kind == "number" else "text")
        arguments += [option.flag] if option.kind == "switch" else [option.flag, value]
    assert invoke("squash", str(tmp_path), *arguments) == (0, "")
    ((_, settings),) = flow.asked
    for option in OPTIONS:
        given_there = "squash" in option.commands and option.name != "revision"
        expected = option.flag if given_there else "default"
        assert settings.origins[option.field] == expected
    assert (settings.env, settings.target, settings.dry_run) == ((("A", "1"),), ("text",), True)
    assert settings.given == {"A": "1", "B": "2"}
    assert (settings.project, settings.keep, settings.force) == (str(tmp_path), 30, True)


def test_a_command_has_no_flag_that_does_nothing_for_it(flow: Flow) -> None:
    """plan needs no server, and only squash has something to leave out."""
    for command, flag in (
        ("plan", "--database-url=x"),
        ("plan", "--force"),
        ("check", "--dry-run"),
    ):
        code, output = invoke(command, flag)
        assert code == 2
        assert "No such option" in output
    assert flow.asked == []


def test_variables_and_files_reach_the_settings(
    flow: Flow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The environment is read at the command line, the files in the project's folder."""
    (tmp_path / "alembic-squash.yml").write_text("keep: 7\ntimeout: 5\nforce: true\n")
    monkeypatch.setenv("ALEMBIC_SQUASH_KEEP", "8")
    monkeypatch.setenv("SHOP", "open")
    assert invoke("squash", "--no-force")[0] == 0
    ((_, settings),) = flow.asked
    assert (settings.keep, settings.timeout, settings.force) == (8, 5, False)
    assert settings.environ["SHOP"] == "open"


def test_a_variable_may_name_the_configuration_file(
    flow: Flow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """ALEMBIC_SQUASH_CONFIG is looked at before any file is read."""
    (tmp_path / "other.yml").write_text("keep: 9\n")
    monkeypatch.setenv("ALEMBIC_SQUASH_CONFIG", "other.yml")
    assert invoke("plan")[0] == 0
    assert flow.asked[0][1].keep == 9


@pytest.mark.parametrize(
    ("error", "code"),
    [(HistoryError("Two revisions are called a.", next_step="Rename one."), 3), (Blocked("x"), 1)],
)
def test_an_error_a_user_can_mend_is_told(flow: Flow, error: SquashError, code: int) -> None:
    """What happened and the next step are printed, without a traceback."""
    flow.error = lambda: error
    ended, output = invoke("plan")
    assert ended == code
    assert error.what in output
    assert error.next_step in output
    assert "Traceback" not in output


def test_wrong_settings_are_told(flow: Flow) -> None:
    """A value that is none ends with the exit code of a usage error before anything starts."""
    code, output = invoke("squash", "--keep", "many")
    assert code == 2
    assert "--keep: keep must be a whole number" in output
    assert invoke("squash", "nowhere")[0] == 2
    assert flow.asked == []


def test_a_bug_of_ours_leaves_its_traceback_in_the_report_folder(
    flow: Flow, tmp_path: Path
) -> None:
    """An unexpected exception ends with 70, names the file to attach, and shows no traceback."""
    flow.error = lambda: ZeroDivisionError("division by zero")
    code, output = invoke("squash")
    assert code == 70
    assert "A bug of alembic-squash: ZeroDivisionError: division by zero" in output
    assert "alembic-squash-report/logs/bug.log" in output
    assert "Traceback" not in output
    text = (tmp_path / "alembic-squash-report/logs/bug.log").read_text()
    assert text.startswith("Traceback (most recent call last)")
    assert text.endswith("ZeroDivisionError: division by zero\n")


def test_a_traceback_that_is_attached_to_an_issue_holds_no_secret(
    flow: Flow, tmp_path: Path
) -> None:
    """What was given to the project's code is taken out of it."""
    flow.error = lambda: ZeroDivisionError("with given-by-you-77")
    invoke("squash", "--env", "APP_WORD=given-by-you-77")
    text = (tmp_path / "alembic-squash-report/logs/bug.log").read_text()
    assert text.endswith("ZeroDivisionError: with ***\n")


def test_a_bug_is_printed_where_no_file_can_be_written(flow: Flow, tmp_path: Path) -> None:
    """Without a usable report folder the traceback is in the output."""
    flow.error = lambda: ZeroDivisionError("division by zero")
    (tmp_path / "alembic-squash-report").write_text("a file")
    code, output = invoke("squash", "--report-dir", "reports")
    assert code == 70
    assert "Traceback (most recent call last)" in output
    assert "Attach the lines above" in output


@pytest.mark.parametrize("broken", ["squash.flow.plan", "squash.flow.stop.leave_step"])
def test_a_bug_fails_a_step_as_well(
    broken: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """In a job a bug of ours is an error of one line, and ends with 70 wherever it is."""

    def breaks(*_given: object) -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr("squash.flow.plan", lambda *_: Outcome(command="plan", result="planned"))
    monkeypatch.setattr(broken, breaks)
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path))
    monkeypatch.setenv("GITHUB_OUTPUT", str(tmp_path / "output"))
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    monkeypatch.chdir(tmp_path)
    code, output = invoke("plan")
    assert code == 70
    assert "::error title=" in output
    assert "A bug of alembic-squash: ZeroDivisionError: division by zero" in output
    assert (tmp_path / "alembic-squash-report/logs/bug.log").is_file()
    if broken == "squash.flow.plan":
        assert "\nerror\n" in (tmp_path / "output").read_text()


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_a_signal_ends_the_run_in_order(flow: Flow, number: signal.Signals, code: int) -> None:
    """The first signal is raised where the run is, so that it can clear up behind itself."""
    before = signal.getsignal(number)

    def interrupted() -> BaseException:
        signal.raise_signal(number)
        return AssertionError("the signal was not raised")

    flow.error = interrupted
    ended, output = invoke("squash")
    assert ended == code
    assert f"interrupted by signal {number.value}" in output
    assert signal.getsignal(number) == before


def test_a_second_signal_is_not_caught(flow: Flow) -> None:
    """After the first signal the next one ends the process at once."""
    seen: list[object] = []

    def interrupted() -> BaseException:
        try:
            signal.raise_signal(signal.SIGTERM)
        finally:
            seen.append(signal.getsignal(signal.SIGINT))
        return AssertionError("the signal was not raised")

    flow.error = interrupted
    assert invoke("squash")[0] == 143
    assert seen == [signal.SIG_DFL]


def test_help_teaches(flow: Flow) -> None:
    """Every help text ends with examples that can be copied and with the exit codes."""
    for arguments in ((), *((command,) for command in COMMANDS)):
        code, output = invoke(*arguments, "--help")
        assert code == 0
        assert "  alembic-squash " in output
        assert "  0   done, or nothing to do\n" in output
        assert "  130 interrupted" in output
    assert flow.asked == []


def test_help_shows_every_option_of_the_command(flow: Flow) -> None:
    """The flags of a command are the rows of the table that name it."""
    for command in COMMANDS:
        output = invoke(command, "--help")[1]
        shown = {option.name for option in OPTIONS if f"{option.flag} " in output}
        assert shown == {option.name for option in OPTIONS if command in option.commands}
    assert flow.asked == []


def test_no_command_shows_the_help(flow: Flow) -> None:
    """The program alone explains itself."""
    code, output = invoke()
    assert code == 2
    assert "Squash the oldest revisions" in output
    assert "Did you mean 'squash'?" in invoke("squach")[1]
    assert flow.asked == []


def test_the_version_is_that_of_the_package() -> None:
    """--version prints one line with the version of pyproject.toml."""
    wanted = (ROOT / "pyproject.toml").read_text().split('version = "')[1].split('"')[0]
    assert invoke("--version") == (0, f"alembic-squash {wanted}\n")


def program(*arguments: str, code: str = "from squash.cli import main; main()") -> list[str]:
    """The command line as a program of its own."""
    return [sys.executable, "-c", code, *arguments]


def test_help_imports_nothing_heavy() -> None:
    """Help is there at once: neither the flow nor a database library is loaded for it."""
    code = (
        "import sys, atexit\n"
        "atexit.register(lambda: print(*sys.modules, file=sys.stderr))\n"
        "from squash.cli import main; main()"
    )
    ended = subprocess.run(
        program("squash", "--help", code=code), cwd=ROOT, capture_output=True, text=True, check=True
    )
    heavy = {"alembic", "asyncio", "psycopg", "rich", "sqlalchemy", "squash.flow", "yaml"}
    assert heavy & set(ended.stderr.split()) == set()
    assert "squash.cli" in ended.stderr.split()


PLANNED = """
import os, sys, types
from squash.outcome import Outcome
def plan(settings, console):
    assert os.fstat(0) and os.fstat(1) and os.fstat(2)
    console.note("planned")
    return Outcome(command="plan", result="planned")
sys.modules["squash.flow"] = types.SimpleNamespace(plan=plan, check=plan, squash=plan)
from squash.cli import main; main()
"""


def test_a_reader_that_leaves_is_no_error(tmp_path: Path) -> None:
    """Where nobody reads the output any more the program ends as if somebody did."""
    reader, writer = os.pipe()
    os.close(reader)
    ended = subprocess.run(
        program("plan", str(tmp_path), code=PLANNED),
        cwd=ROOT,
        stdout=writer,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(writer)
    assert (ended.returncode, ended.stderr) == (0, "")


@pytest.mark.parametrize("where", [">&-", "<&- >&-", ">/dev/full", "<&- >&- 2>&-"])
@pytest.mark.parametrize("token", ["", "GITHUB_TOKEN=x "])
def test_an_output_that_takes_nothing_is_no_error(tmp_path: Path, where: str, token: str) -> None:
    """Closed before the start, or full: the run goes on, and its exit code is told."""
    line = f"{token}{shlex.join(program('plan', str(tmp_path), code=PLANNED))} {where}"
    ended = subprocess.run(
        ["sh", "-c", line], cwd=ROOT, stderr=subprocess.PIPE, text=True, check=False
    )
    assert (ended.returncode, ended.stderr) == (0, "")


def test_the_console_script_is_installed() -> None:
    """The package brings the program alembic-squash, which runs main."""
    script = Path(sys.executable).with_name("alembic-squash")
    found = shutil.which(str(script))
    assert found == str(script)
    ended = subprocess.run([found, "--version"], capture_output=True, text=True, check=True)
    assert ended.stdout.startswith("alembic-squash ")
