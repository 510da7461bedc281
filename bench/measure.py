"""A measured run: one command's wall time, processor time of all its processes, own memory."""

from __future__ import annotations

import ctypes
import os
import statistics
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER: orphans of a measured command come to us to be counted
TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a command.

    Parameters
    ----------
    wall : seconds
    cpu : user and system seconds of the process, its descendants and a server it used
    peak : most memory that the process itself held, in MB, without its children
    """

    wall: float
    cpu: float
    peak: float


@dataclass(frozen=True, slots=True)
class Spread:
    """Least, middle and most of several figures."""

    least: float
    middle: float
    most: float

    @classmethod
    def of(cls, figures: Sequence[float]) -> Spread:
        """The spread of at least one figure."""
        return cls(min(figures), statistics.median(figures), max(figures))


class Failed(Exception):
    """A measured command ended with an error; the text holds the end of its output."""


def run(
    command: Sequence[str | Path],
    *,
    cwd: Path,
    env: Mapping[str, str],
    log: Path,
    postmaster: int | None = None,
) -> Run:
    """Run a command to its end.

    Parameters
    ----------
    command, cwd, env : as it is run
    log : file for what it prints
    postmaster : process of a running server whose processor time counts, too

    Raises ``Failed``.
    """
    _become_subreaper()
    before = 0.0 if postmaster is None else server_cpu(postmaster)
    began = time.monotonic()
    with log.open("wb") as output:
        process = subprocess.Popen(
            [str(each) for each in command], cwd=cwd, env=dict(env), stdout=output, stderr=output,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
    watch = _Watch(process.pid)
    _, status, used = os.wait4(process.pid, 0)
    wall = time.monotonic() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    cpu = used.ru_utime + used.ru_stime + _orphans()
    peak = watch.end()
    if process.returncode:
        raise Failed(f"{command[0]} ended with {process.returncode}:\n{log.read_text()[-3000:]}")
    if postmaster is not None:
        cpu += server_cpu(postmaster) - before
    return Run(wall, cpu, peak)


def together(*runs: Run) -> Run:
    """Several commands after one another as one."""
    first = runs[0]
    for each in runs[1:]:
        first = replace(
            first, wall=first.wall + each.wall, cpu=first.cpu + each.cpu,
            peak=max(first.peak, each.peak),
        )  # fmt: skip
    return first


def server_cpu(postmaster: int) -> float:
    """Processor seconds of a server: of its sessions that ended, and of itself."""
    fields = Path(f"/proc/{postmaster}/stat").read_text().rpartition(")")[2].split()
    return sum(int(each) for each in fields[11:15]) / TICK


def _become_subreaper() -> None:
    ctypes.CDLL(None, use_errno=True).prctl(SUBREAPER, 1, 0, 0, 0)


def _orphans() -> float:
    """Processor seconds of descendants that their parent never waited for."""
    cpu = 0.0
    until = time.monotonic() + 0.3
    while time.monotonic() < until:
        try:
            pid, _, used = os.wait4(-1, os.WNOHANG)
        except ChildProcessError:
            break
        if pid:
            cpu += used.ru_utime + used.ru_stime
        else:
            time.sleep(0.02)
    return cpu


class _Watch:
    """Reads a process's high-water mark until it ends; the kernel keeps it per program."""

    def __init__(self, pid: int) -> None:
        self._status = Path(f"/proc/{pid}/status")
        self._peak = 0.0
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        while True:
            try:
                lines = self._status.read_text().splitlines()
            except (OSError, ProcessLookupError):
                return
            marks = [line.split()[1] for line in lines if line.startswith("VmHWM")]
            if not marks:
                return
            self._peak = max(self._peak, int(marks[0]) / 1024)
            time.sleep(0.02)

    def end(self) -> float:
        self._thread.join(timeout=1.0)
        return self._peak
