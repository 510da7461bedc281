"""The run's folder: its lock, its watchdog, and the sweeping of what dead runs left."""

from __future__ import annotations

import fcntl
import os
import signal
import sys
import threading
import time
from pathlib import Path

import pytest

from squash.errors import ServerError
from squash.outside import leftovers, process, run_folder
from squash.outside.run_folder import RunFolder, bases, new_run_id, open_run_folder, sweep

ENV = {"PATH": os.defpath}
ROOT = Path(__file__).parents[2]
HOLD = """
import os, sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from squash.outside import process
from squash.outside.run_folder import open_run_folder
folder = open_run_folder([Path(sys.argv[2])])
child = process.start(("sleep", "1000"), env={"PATH": os.defpath}, pids=folder.pids)
print(folder.path, child.pid, folder._watchdog.child.pid, flush=True)
sys.stdin.read()
"""


def dead(base: Path, *, locked: bool = False) -> tuple[Path, int]:
    """A folder as a killed run leaves it, and its lock when somebody holds that."""
    folder = base / f"{run_folder.PREFIX}{new_run_id()}"
    (folder / leftovers.PIDS).mkdir(parents=True)
    lock = os.open(folder / leftovers.LOCK, os.O_CREAT | os.O_RDWR)
    if locked:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return folder, lock
    os.close(lock)
    return folder, -1


def ended(child: process.Child) -> bool:
    """Whether a child ends within some seconds."""
    return child.wait(5) is not None


def wait_gone(folder: Path, seconds: float = 8.0) -> bool:
    """Whether a folder goes away within some seconds."""
    until = time.monotonic() + seconds
    while folder.exists() and time.monotonic() < until:
        time.sleep(0.02)
    return not folder.exists()


def test_run_ids_carry_a_checksum() -> None:
    """A name is ours only with the right last digits."""
    run = new_run_id()
    assert run_folder.is_run_id(run)
    assert not run_folder.is_run_id(run[:8] + ("0000" if run[8:] != "0000" else "1111"))
    assert not run_folder.is_run_id("abc")


def test_closing_ends_what_runs_and_removes_the_folder(tmp_path: Path) -> None:
    """Noted processes are ended, the folder and the watchdog are gone; twice is fine."""
    with open_run_folder([tmp_path], run=new_run_id()) as folder:
        child = process.start(("sleep", "100"), env=ENV, pids=folder.pids)
        watchdog = folder._watchdog.child
        assert folder.new("a").is_dir()
        reaper = threading.Thread(target=child.wait)
        reaper.start()
    reaper.join(5)
    folder.close()
    assert (list(tmp_path.iterdir()), child.poll(), watchdog.poll()) == ([], -9, -9)


def test_a_killed_run_leaves_nothing(tmp_path: Path) -> None:
    """After SIGKILL its watchdog ends its processes, removes its folder and ends too."""
    owner = process.start(
        (sys.executable, "-c", HOLD, str(ROOT), str(tmp_path)),
        env=os.environ,
        stdin=process.PIPE,
        stdout=process.PIPE,
    )
    assert owner.stdout is not None
    path, *pids = owner.stdout.readline().decode().split()
    assert sweep([tmp_path]) == ()
    assert all(leftovers.birth(int(pid)) for pid in pids)
    owner.end(signal.SIGKILL)
    assert wait_gone(Path(path))
    time.sleep(0.1)
    assert [leftovers.birth(int(pid)) for pid in pids] == ["", ""]


def test_a_sweep_takes_dead_runs_and_leaves_live_ones(tmp_path: Path) -> None:
    """Folders whose lock is free go with what still runs; all others stay."""
    old, _ = dead(tmp_path)
    live, lock = dead(tmp_path, locked=True)
    stranger = tmp_path / f"{run_folder.PREFIX}my-own-notes"
    stranger.mkdir()
    child = process.start(("sleep", "100"), env=ENV)
    leftovers.record(old / leftovers.PIDS, child.pid)
    (old / leftovers.PIDS / "1").write_text("another-birth 9")
    (old / leftovers.PIDS / "2").write_text("broken")
    reaper = threading.Thread(target=child.wait)
    reaper.start()
    assert sweep([tmp_path]) == (old,)
    assert ended(child)
    assert sorted(tmp_path.iterdir()) == sorted((live, stranger))
    os.close(lock)
    assert sweep([tmp_path]) == (live,)


def test_a_process_that_ignores_its_signal_is_killed(tmp_path: Path) -> None:
    """What does not end gently in time is killed."""
    child = process.start(
        ("sh", "-c", "trap '' TERM; echo ready; while :; do sleep 0.05; done"),
        env=ENV,
        stdout=process.PIPE,
    )
    assert child.stdout is not None
    child.stdout.readline()
    leftovers.record(tmp_path, child.pid, signal.SIGTERM)
    leftovers.end(tmp_path, patience=0.1)
    assert child.wait(5) == -signal.SIGKILL
    child.end()


def test_half_made_folders_go_when_they_are_old(tmp_path: Path) -> None:
    """A run killed while it made its folder leaves one without a name; a young one may live."""
    young = tmp_path / f"{run_folder.UNFINISHED}young"
    old = tmp_path / f"{run_folder.UNFINISHED}old"
    young.mkdir()
    old.mkdir()
    os.utime(old, (0, 0))
    assert sweep([tmp_path]) == (old,)
    assert young.is_dir()


def test_a_folder_without_a_lock_is_not_touched(tmp_path: Path) -> None:
    """Nothing is removed that cannot be locked first."""
    assert leftovers.clear(tmp_path) is False
    assert leftovers.recorded(tmp_path / "nowhere") == []
    assert tmp_path.is_dir()


def test_links_and_files_are_not_swept(tmp_path: Path) -> None:
    """Only real folders of ours are looked into."""
    target = tmp_path / "elsewhere"
    target.mkdir()
    (target / leftovers.LOCK).touch()
    (tmp_path / f"{run_folder.PREFIX}{new_run_id()}").symlink_to(target)
    assert sweep([tmp_path]) == ()
    assert target.is_dir()


def test_the_watchdog_waits_for_the_end_of_its_input(tmp_path: Path) -> None:
    """It clears the folder when the pipe is closed, not before."""
    folder, _ = dead(tmp_path)
    handlers = {n: signal.getsignal(n) for n in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    reading, writing = os.pipe()
    os.write(writing, b"alive")
    closer = threading.Timer(0.1, os.close, (writing,))
    closer.start()
    began = time.monotonic()
    try:
        leftovers.watch(folder, reading)
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
        os.close(reading)
    assert time.monotonic() - began >= 0.09
    assert not folder.exists()


def test_the_watchdog_waits_for_the_lock_of_the_dying_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pipe may be closed before the lock is free; a lock that stays belongs to a live run."""
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    folder, lock = dead(tmp_path, locked=True)
    reading, writing = os.pipe()
    os.close(writing)
    freed = threading.Timer(0.1, os.close, (lock,))
    freed.start()
    leftovers.watch(folder, reading)
    assert not folder.exists()
    alive, lock = dead(tmp_path, locked=True)
    monkeypatch.setattr(leftovers, "LOCK_SECONDS", 0.1)
    leftovers.watch(alive, reading)
    assert alive.exists()
    os.close(lock)
    os.close(reading)


def test_memory_is_preferred_where_it_has_room(tmp_path: Path) -> None:
    """The first place with enough room is taken, else the last one."""
    first, last = tmp_path / "a", tmp_path / "b"
    first.mkdir()
    last.mkdir()
    with open_run_folder([first, last], room=1) as folder:
        assert folder.path.parent == first
    with open_run_folder([first, last], room=1 << 62) as folder:
        assert folder.path.parent == last
    assert bases(tmp_path, first) == (first, tmp_path)
    assert bases(tmp_path, tmp_path / "no") == (tmp_path,)


def test_no_place_is_an_error_with_a_next_step(tmp_path: Path) -> None:
    """Without a folder to write to, the variable to set is named."""
    with pytest.raises(ServerError) as nowhere:
        open_run_folder([])
    with pytest.raises(ServerError) as missing:
        open_run_folder([tmp_path / "missing"], room=0)
    for caught in (nowhere, missing):
        assert "TMPDIR" in caught.value.next_step


def test_a_folder_that_keeps_being_written_to_is_removed_in_the_end(tmp_path: Path) -> None:
    """A dying server may still write; removing tries again."""
    folder = tmp_path / "busy"
    folder.mkdir()
    until = time.monotonic() + 0.2

    def write() -> None:
        while time.monotonic() < until:
            folder.mkdir(exist_ok=True)

    writer = threading.Thread(target=write)
    writer.start()
    writer.join()
    leftovers.remove(folder)
    assert not folder.exists()


def test_two_runs_do_not_share(tmp_path: Path) -> None:
    """Two runs at once have a folder each and do not sweep one another."""
    with RunFolder(tmp_path, new_run_id()) as one, open_run_folder([tmp_path]) as two:
        assert one.path.is_dir()
        assert one.path != two.path
