"""Running programs: output, limits, errors, accounts, and their end."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from squash.errors import HistoryError, ServerError
from squash.outside import leftovers, process
from squash.outside.account import current_user_name, unprivileged_user
from squash.outside.deadline import Deadline

ENV = {"PATH": os.defpath}


def gone(pid: int, seconds: float = 5.0) -> bool:
    """Whether a process ends within some seconds."""
    until = time.monotonic() + seconds
    while leftovers.birth(pid) and time.monotonic() < until:
        time.sleep(0.01)
    return not leftovers.birth(pid)


def test_both_outputs_are_gathered_however_long() -> None:
    """A program that fills both pipes and reads its input late does not block."""
    code = (
        "import sys; sys.stderr.write('e' * 3_000_000); sys.stdout.write('o' * 3_000_000);"
        "print(len(sys.stdin.read()))"
    )
    finished = process.run((sys.executable, "-c", code), env={}, stdin=b"i" * 3_000_000)
    assert finished.stdout == b"o" * 3_000_000 + b"3000000\n"
    assert finished.stderr == b"e" * 3_000_000
    assert finished.code == 0


def test_the_environment_is_what_was_given() -> None:
    """Nothing of our own environment reaches a program."""
    assert process.run(("/usr/bin/env",), env={"ONE": "1"}).text == "ONE=1\n"


def test_a_failure_tells_command_code_and_the_end_of_stderr() -> None:
    """The error is of the class that was named and holds what a person needs."""
    script = "i=0; while [ $i -lt 30 ]; do echo line$i >&2; i=$((i+1)); done; exit 3"
    with pytest.raises(HistoryError) as caught:
        process.run(("sh", "-c", script), env=ENV, error=HistoryError)
    assert "exit code 3" in caught.value.what
    assert "sh -c" in caught.value.what
    assert caught.value.why.splitlines() == [f"line{i}" for i in range(10, 30)]


def test_a_failure_without_stderr_tells_the_output() -> None:
    """Standard output is told where standard error is empty, or that there was none."""
    with pytest.raises(ServerError) as caught:
        process.run(("sh", "-c", "echo only here; exit 1"), env=ENV, error=ServerError)
    assert caught.value.why == "only here"
    with pytest.raises(ServerError) as silent:
        process.run(("sh", "-c", "kill -9 $$"), env=ENV, error=ServerError)
    assert (silent.value.why, "signal 9" in silent.value.what) == ("It printed nothing.", True)


def test_an_exit_code_can_be_left_to_the_caller() -> None:
    """Without `check` a failure is an answer."""
    assert process.run(("sh", "-c", "exit 7"), env=ENV, check=False).code == 7


def test_a_program_that_is_not_there_is_an_error() -> None:
    """The missing program is named."""
    with pytest.raises(ServerError, match="no-such-program"):
        process.run(("/no-such-program", "x"), env={}, error=ServerError)


@pytest.mark.parametrize(("timeout", "total"), [(0.2, None), (None, 0.2)])
def test_a_limit_ends_everything_the_program_started(
    timeout: float | None, total: float | None, tmp_path: Path
) -> None:
    """Children of the program die with it, and the error says that time was up."""
    note = tmp_path / "pid"
    script = f"sleep 100 & echo $! > {note}; wait"
    with pytest.raises(ServerError, match="did not end within 0 s"):
        process.run(
            ("sh", "-c", script),
            env=ENV,
            error=ServerError,
            timeout=timeout,
            deadline=Deadline.after(total),
        )
    assert gone(int(note.read_text()))


def test_a_program_can_run_as_another_account() -> None:
    """As root the named account is used, else ours."""
    user = unprivileged_user("nobody")
    expected = f"{user.uid if user else os.geteuid()}\n"
    assert process.run(("id", "-u"), env=ENV, user=user, cwd=Path("/")).text == expected


def test_accounts_are_looked_for_only_by_root(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody else can change accounts; root without any of them is told so."""
    monkeypatch.setattr(os, "geteuid", lambda: 54321)
    assert unprivileged_user("nobody") is None
    assert current_user_name() == "54321"
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert unprivileged_user("no such account", "nobody") is not None
    assert current_user_name() == "root"
    with pytest.raises(LookupError, match="no such account"):
        unprivileged_user("no such account")


def test_descriptors_are_passed_on() -> None:
    """A child writes to a pipe of ours by its number."""
    reading, writing = os.pipe()
    code = f"import os; os.write({writing}, b'hello'); os._exit(4)"
    child = process.start((sys.executable, "-S", "-c", code), env=ENV, pass_fds=[writing])
    os.close(writing)
    with os.fdopen(reading) as pipe:
        assert pipe.read() == "hello"
    assert child.wait() == 4
    assert child.poll() == 4


def test_a_child_is_noted_while_it_runs(tmp_path: Path) -> None:
    """The note is there for the watchdog and goes when the child has ended."""
    child = process.start(("sleep", "100"), env=ENV, pids=tmp_path, stop=signal.SIGTERM)
    assert leftovers.recorded(tmp_path) == [(child.pid, signal.SIGTERM)]
    assert child.poll() is None
    assert child.wait(0.01) is None
    child.end()
    assert list(tmp_path.iterdir()) == []


def test_a_child_that_ignores_the_signal_is_killed() -> None:
    """After the patience comes SIGKILL."""
    child = process.start(
        ("sh", "-c", "trap '' TERM; echo ready; while :; do sleep 0.05; done"),
        env=ENV,
        stdin=process.PIPE,
        stdout=process.PIPE,
        stderr=process.PIPE,
    )
    assert child.stdout is not None
    assert child.stdout.readline() == b"ready\n"
    assert child.end(patience=0.1) == -signal.SIGKILL
    child.send(signal.SIGTERM)


def test_a_deadline_counts_down() -> None:
    """It gives the smaller of what is left and what is allowed, and is over at some time."""
    assert Deadline.after(None).left() is None
    assert Deadline.after(0).left(5) == 5
    assert not Deadline().passed
    soon = Deadline.after(0.05)
    left = soon.left()
    assert left is not None
    assert 0 < left <= 0.05
    assert soon.left(0.001) == 0.001
    time.sleep(0.06)
    assert (soon.passed, soon.left()) == (True, 0.0)
