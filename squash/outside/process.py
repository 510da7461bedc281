"""A program that is run: its output, its end, and what is told when it fails."""

from __future__ import annotations

import contextlib
import os
import shlex
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, NoReturn

from squash.errors import ProjectError, SquashError
from squash.outside import leftovers
from squash.outside.account import User
from squash.outside.deadline import Deadline
from squash.report.words import clip

PIPE = subprocess.PIPE
DEVNULL = subprocess.DEVNULL
TAIL_LINES = 20
TAIL_WIDTH = 500
NO_DEADLINE = Deadline()

ErrorOf = Callable[..., SquashError]


@dataclass(frozen=True, slots=True)
class Finished:
    """A program that ended by itself: exit code (negative: a signal), output, seconds."""

    command: tuple[str, ...]
    code: int
    stdout: bytes
    stderr: bytes
    seconds: float

    @property
    def text(self) -> str:
        """Standard output as text."""
        return self.stdout.decode("utf-8", "replace")


class Child:
    """A running program in a session of its own, so that all of it can be ended at once."""

    def __init__(
        self, command: Sequence[str], process: subprocess.Popen[bytes], pids: Path | None
    ) -> None:
        self.command = tuple(command)
        self._process = process
        self._pids = pids

    @property
    def pid(self) -> int:
        """Process id, and the id of its process group."""
        return self._process.pid

    @property
    def stdin(self) -> IO[bytes] | None:
        """Where it reads from, when started with `stdin=PIPE`."""
        return self._process.stdin

    @property
    def stdout(self) -> IO[bytes] | None:
        """What it prints, when started with `stdout=PIPE`."""
        return self._process.stdout

    @property
    def stderr(self) -> IO[bytes] | None:
        """What it complains about, when started with `stderr=PIPE`."""
        return self._process.stderr

    def poll(self) -> int | None:
        """Exit code, or None while it runs."""
        code = self._process.poll()
        if code is not None:
            self._forget()
        return code

    def wait(self, seconds: float | None = None) -> int | None:
        """Exit code, or None when it still runs after `seconds`."""
        try:
            code = self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None
        self._forget()
        return code

    def communicate(self, data: bytes | None, seconds: float | None) -> tuple[bytes, bytes]:
        """Feed `data`, gather both outputs; raises TimeoutError after `seconds`."""
        try:
            stdout, stderr = self._process.communicate(data, seconds)
        except subprocess.TimeoutExpired:
            raise TimeoutError from None
        self._forget()
        return stdout or b"", stderr or b""

    def send(self, number: int) -> None:
        """Send a signal to the whole group; nothing happens when it is gone."""
        with contextlib.suppress(OSError):
            os.killpg(self.pid, number)

    def end(self, first: int = signal.SIGTERM, patience: float = 2.0) -> int:
        """End the whole group: `first`, after `patience` seconds SIGKILL. Returns the exit code."""
        self.send(first)
        code = self.wait(patience)
        # Also after a gentle end: grandchildren of the same group may have ignored it.
        self.send(signal.SIGKILL)
        if code is None:
            code = self._process.wait()
        self._forget()
        for stream in (self.stdin, self.stdout, self.stderr):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        return code

    def _forget(self) -> None:
        if self._pids is not None:
            leftovers.forget(self._pids, self.pid)


def start(
    command: Sequence[str],
    *,
    env: Mapping[str, str],
    error: ErrorOf = ProjectError,
    cwd: Path | None = None,
    user: User | None = None,
    stdin: int | IO[bytes] = DEVNULL,
    stdout: int | IO[bytes] = DEVNULL,
    stderr: int | IO[bytes] = DEVNULL,
    pass_fds: Sequence[int] = (),
    pids: Path | None = None,
    stop: int = signal.SIGKILL,
) -> Child:
    """Start a program in a session of its own.

    Parameters
    ----------
    command : program and arguments, never through a shell
    env : the whole environment of the program
    error : the SquashError subclass raised when it cannot be started
    cwd, user : where and as whom it runs
    stdin, stdout, stderr : a file, a descriptor, PIPE or DEVNULL
    pass_fds : further descriptors it inherits, by the same numbers
    pids, stop : the run's folder of process notes, and the signal that ends this program, so
        that the watchdog can end it when the run is killed
    """
    try:
        process = subprocess.Popen(
            list(command),
            env=dict(env),
            cwd=cwd,
            stdin=stdin,
            stdout=stdout,
            stderr=stderr,
            pass_fds=tuple(pass_fds),
            start_new_session=True,
            user=user.uid if user else None,
            group=user.gid if user else None,
            extra_groups=[user.gid] if user else None,
        )
    except OSError as problem:
        raise error(
            f"`{command[0]}` could not be started: {problem.strerror or problem}.",
            why=f"Needed to run `{shlex.join(command)}`.",
            next_step=f"Check that `{command[0]}` exists and may be executed.",
        ) from problem
    if pids is not None:
        leftovers.record(pids, process.pid, stop)
    return Child(command, process, pids)


def run(
    command: Sequence[str],
    *,
    env: Mapping[str, str],
    error: ErrorOf = ProjectError,
    cwd: Path | None = None,
    user: User | None = None,
    stdin: bytes = b"",
    timeout: float | None = None,
    deadline: Deadline = NO_DEADLINE,
    check: bool = True,
    pass_fds: Sequence[int] = (),
    pids: Path | None = None,
) -> Finished:
    """Run a program to its end and gather what it prints.

    Parameters
    ----------
    stdin : bytes it reads
    timeout, deadline : the earlier of the two ends it, with everything it started
    check : raise `error` for an exit code other than 0; else the code is for the caller to judge
    (the others as in `start`)

    Raises `error` with the command, the exit code and the end of its standard error.
    """
    began = time.monotonic()
    child = start(
        command, env=env, error=error, cwd=cwd, user=user, stdin=PIPE, stdout=PIPE, stderr=PIPE,
        pass_fds=pass_fds, pids=pids,
    )  # fmt: skip
    limit = deadline.left(timeout)
    try:
        stdout, stderr = child.communicate(stdin, limit)
    except TimeoutError:
        raise error(
            f"`{shlex.join(command)}` did not end within {limit or 0:.0f} s and was stopped.",
            why="The time limit was reached.",
            next_step="Allow more time with --timeout SECONDS, or see what it waits for.",
        ) from None
    finally:
        if child.poll() is None:
            child.end(signal.SIGKILL)
    seconds = time.monotonic() - began
    finished = Finished(tuple(command), child.poll() or 0, stdout, stderr, seconds)
    if check and finished.code != 0:
        raise failure(finished, error)
    return finished


def become(command: Sequence[str], env: Mapping[str, str]) -> NoReturn:
    """Put another program in the place of this one; it inherits what is inheritable."""
    os.execve(command[0], list(command), dict(env))


def failure(finished: Finished, error: ErrorOf) -> SquashError:
    """The error that tells how a program failed."""
    ended = f"exit code {finished.code}" if finished.code > 0 else f"signal {-finished.code}"
    return error(
        f"`{shlex.join(finished.command)}` failed with {ended}.",
        why=tail(finished.stderr) or tail(finished.stdout) or "It printed nothing.",
        next_step="Run the command by hand to see all of its output.",
    )


def tail(output: bytes, lines: int = TAIL_LINES) -> str:
    """The last lines of an output, as text; of a line that does not end its beginning."""
    last = output.decode("utf-8", "replace").strip().splitlines()[-lines:]
    return "\n".join(clip(each, TAIL_WIDTH) for each in last)
