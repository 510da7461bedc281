"""What a dead run left on this machine: process groups and a folder, and their removal.

Runs alone too (`python -I -S leftovers.py FOLDER`), as the watchdog of a run: it waits for
the end of its standard input, which the kernel closes when the run dies, however it dies.
For that it imports nothing but the standard library.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import signal
import sys
import time
from pathlib import Path

LOCK = "lock"
PIDS = "pids"
LOCK_SECONDS = 30.0


def birth(pid: int) -> str:
    """When a process started, in kernel ticks; "" where no such process (or no /proc) is."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("latin-1").rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if fields[0] in "ZX" else fields[19]


def record(pids: Path, pid: int, stop: int = signal.SIGKILL) -> None:
    """Note a process group leader, so that it is ended when the run dies.

    Parameters
    ----------
    pids : the run's folder of such notes
    pid : the leader of the group
    stop : the signal that ends it (a postmaster wants SIGQUIT, to end its children itself)
    """
    (pids / str(pid)).write_text(f"{birth(pid)} {int(stop)}")


def forget(pids: Path, pid: int) -> None:
    """Drop the note about a process that has ended."""
    with contextlib.suppress(OSError):
        (pids / str(pid)).unlink()


def recorded(pids: Path) -> list[tuple[int, int]]:
    """(pid, signal) of every noted process that still lives and is the one that was noted."""
    alive = []
    for note in pids.glob("*"):
        try:
            born, stop = note.read_text().split()
            pid, number = int(note.name), int(stop)
        except (OSError, ValueError):
            continue
        if born == birth(pid):
            alive.append((pid, number))
    return alive


def clear(folder: Path, patience: float = 3.0) -> bool:
    """End what a dead run left running and remove its folder.

    Parameters
    ----------
    folder : the run's folder
    patience : seconds to wait for a gentle end before SIGKILL

    Returns
    -------
    False when the run lives (its lock is held) or another process is clearing it.
    """
    try:
        lock = os.open(folder / LOCK, os.O_RDWR)
    except OSError:
        return False
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        end(folder / PIDS, patience)
        remove(folder)
    finally:
        os.close(lock)
    return True


def end(pids: Path, patience: float = 3.0) -> None:
    """Signal every noted group, wait, and kill what is still there."""
    for pid, stop in recorded(pids):
        _signal(pid, stop)
    until = time.monotonic() + patience
    while recorded(pids) and time.monotonic() < until:
        time.sleep(0.01)
    for pid, _ in recorded(pids):
        _signal(pid, signal.SIGKILL)


def _signal(group: int, number: int) -> None:
    with contextlib.suppress(OSError):
        os.killpg(group, number)


def remove(folder: Path) -> None:
    """Remove a folder that a dying server may still write to."""
    for _ in range(20):
        shutil.rmtree(folder, ignore_errors=True)
        if not os.path.lexists(folder):
            return
        time.sleep(0.05)


def watch(folder: Path, descriptor: int = 0) -> None:
    """Wait until the other end of `descriptor` is closed, then clear `folder`."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    while os.read(descriptor, 64):
        pass
    # The kernel may close the pipe a moment before it frees the lock of the same process.
    until = time.monotonic() + LOCK_SECONDS
    while not clear(folder) and folder.exists() and time.monotonic() < until:
        time.sleep(0.02)


if __name__ == "__main__":
    watch(Path(sys.argv[1]))
