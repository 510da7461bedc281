"""What the next run makes of a change that was interrupted."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import random
import signal
import threading
import time
from functools import partial
from pathlib import Path

import pytest

from squash.errors import CheckoutError, Interrupted
from squash.outside.worktree import recover
from squash.outside.worktree.journal import NAME, Journal
from tests.outside.shapes import (
    SHAPES,
    Demo,
    killed,
    squash,
    squashed,
)

pytestmark = pytest.mark.usefixtures("byte_code")


def test_a_kill_after_any_step_is_finished_or_undone(demo: Demo) -> None:
    """Killed wherever, the folder loads at once, and the next run leaves the old or the new."""
    change, old, heads = demo.change(), demo.files(), demo.heads()
    new = squashed(demo, change)
    ends: list[dict[str, bytes]] = []
    step = 0
    while not ends or ends[-1] == old:
        step += 1
        killed(partial(squash, demo, change), step)
        assert set(demo.shape.heads) <= demo.heads()
        before = demo.files()
        recovery = recover(demo.root)
        ends.append(demo.files())
        assert ends[-1] in (old, new)
        assert demo.heads() == (heads if ends[-1] == old else set(demo.shape.heads))
        assert recover(demo.root) is None
        if recovery is not None:
            assert recovery.finished == (ends[-1] == new)
            assert (recovery.baseline == change.final_path) == recovery.finished
            assert NAME in before
    # The first step that leaves the new state was found; now every one after it.
    while True:
        step += 1
        for path, _ in change.removed:
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(old[path.relative_to(demo.root).as_posix()])
        change.final_path.unlink()
        if not killed(partial(squash, demo, change), step):
            break
        assert set(demo.shape.heads) <= demo.heads()
        recovered = recover(demo.root)
        assert recovered is None or recovered.finished
        assert demo.files() == new
    assert step > 2 * len(change.removed)


@pytest.mark.parametrize("shape", ["labelled", "folders"])
def test_byte_code_does_not_bring_removed_files_back(shape: str, tmp_path: Path) -> None:
    """With sourceless = true, where byte code counts, a folder loads after a kill at any step."""
    step = 0
    alive = True
    while alive:
        step += 1
        demo = Demo(tmp_path / str(step), SHAPES[shape])
        demo.make()
        heads = demo.heads(sourceless=True)
        alive = killed(partial(squash, demo, demo.change()), step)
        assert demo.heads(sourceless=True) >= heads
        recover(demo.root)
        assert demo.heads(sourceless=True) == heads
        gone = {demo.path(node).stem for node in demo.shape.removed if not demo.path(node).exists()}
        assert not [each for each in demo.root.rglob("*.pyc") if each.name.split(".")[0] in gone]
    assert step > 5 * len(demo.shape.removed)


def test_a_kill_of_the_recovery_is_recovered(linear: Demo) -> None:
    """The recovery may be killed after any of its steps as well."""
    change, old = linear.change(), linear.files()
    new = squashed(linear, change)
    for step in (2, 4, 6, 9):
        for later in range(1, 8):
            assert killed(partial(squash, linear, change), step)
            if not killed(partial(recover, linear.root), later):
                assert recover(linear.root) is None
            assert "e" in linear.heads()
            recover(linear.root)
            assert linear.files() in (old, new)
            assert not list(linear.root.rglob(".alembic-squash*"))
            for path, _ in change.removed:
                path.write_bytes(old[path.relative_to(linear.root).as_posix()])
            change.final_path.unlink(missing_ok=True)


def test_a_kill_at_any_moment_is_finished_or_undone(linear: Demo) -> None:
    """Killed at random moments, in the middle of a step too, the old or the new state results."""
    chance = random.Random(7)
    change, old = linear.change(), linear.files()
    new = squashed(linear, change)
    for _ in range(30):
        child = os.fork()
        if child == 0:
            with contextlib.suppress(BaseException):
                squash(linear, change, lambda _: time.sleep(0.0005))
            os._exit(0)
        time.sleep(chance.uniform(0.0, 0.04))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        recover(linear.root)
        assert linear.files() in (old, new)
        assert linear.heads() == {"e"}
        for path, _ in change.removed:
            path.write_bytes(old[path.relative_to(linear.root).as_posix()])
        change.final_path.unlink(missing_ok=True)


def test_a_change_that_cannot_be_undone_now_is_undone_by_the_next_run(
    linear: Demo, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the way back fails as well the error says so, and the next run goes it."""
    change, old = linear.change(), linear.files()
    new = squashed(linear, change)
    real = Path.replace

    def broken(self: Path, target: Path) -> Path:
        if "b_revision.py" in (self.name, target.name):
            raise PermissionError(13, "Permission denied", str(self))
        return real(self, target)

    def interrupt(step: int) -> None:
        if step == 6:
            monkeypatch.setattr(Path, "replace", broken)
            raise Interrupted(15)

    with pytest.raises(CheckoutError, match="cannot be changed back"):
        squash(linear, change, interrupt)
    with pytest.raises(CheckoutError, match="earlier change"):
        squash(linear, change)
    monkeypatch.undo()
    recovery = recover(linear.root)
    assert recovery is not None
    assert linear.files() == (new if recovery.finished else old)


def test_a_recovery_that_the_disk_refuses_is_told(
    linear: Demo, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A recovery that may not write says so, and a later one does it."""
    change = linear.change()
    new = squashed(linear, change)
    assert killed(partial(squash, linear, change), 4)

    def broken(self: Path, target: Path) -> Path:
        raise PermissionError(13, "Permission denied", str(self))

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", broken)
        with pytest.raises(CheckoutError, match="cannot be finished"):
            recover(linear.root)
    recover(linear.root)
    assert linear.files() == new


def test_a_partly_restored_project_is_not_touched(linear: Demo) -> None:
    """Who brings only some of the files back is told which are missing."""
    change = linear.change()
    assert killed(partial(squash, linear, change), 10)
    change.cut_path.write_bytes(linear.shape.removed[-1].text())
    _refused(linear, "b_revision.py")


def test_two_runs_at_once_are_refused(linear: Demo) -> None:
    """While one changes the project another neither changes nor recovers it."""
    reached, go = threading.Event(), threading.Event()

    def hold(step: int) -> None:
        if step == 6:
            reached.set()
            assert go.wait(10)

    first = threading.Thread(target=squash, args=(linear, linear.change(), hold))
    first.start()
    assert reached.wait(10)
    for second in (lambda: recover(linear.root), lambda: squash(linear)):
        with pytest.raises(CheckoutError, match="Another run is changing"):
            second()
    go.set()
    first.join()
    assert linear.heads() == {"e"}
    assert recover(linear.root) is None


def test_two_processes_at_once_leave_one_result(linear: Demo) -> None:
    """Of many that start together one succeeds, and none harms it."""
    change = linear.change()
    new = squashed(linear, change)
    children = []
    for _ in range(6):
        child = os.fork()
        if child == 0:
            code = 1
            with contextlib.suppress(BaseException):
                squash(linear, change, lambda _: time.sleep(0.001))
                code = 0
            os._exit(code)
        children.append(child)
    codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    assert sorted(codes) == [0, 1, 1, 1, 1, 1]
    assert linear.files() == new


def test_what_a_person_changed_after_a_kill_is_not_touched(linear: Demo) -> None:
    """Changed, restored or taken meanwhile: the recovery stops and says which file."""
    change = linear.change()

    def kill_in(step: int) -> None:
        assert killed(partial(squash, linear, change), step)

    kill_in(3)
    change.cut_path.write_text("mine\n")
    _refused(linear, "c_revision.py")
    change.cut_path.write_bytes(linear.shape.removed[-1].text())
    recover(linear.root)
    kill_in(5)
    a = change.removed[0][0]
    a.write_text("mine\n")
    _refused(linear, "a_revision.py")
    a.write_bytes(linear.shape.removed[0].text())
    change.final_path.write_text("mine\n")
    _refused(linear, "c_baseline.py")
    change.final_path.unlink()
    recovery = recover(linear.root)
    assert recovery is not None
    assert recovery.finished


def test_a_lost_hidden_file_is_told(tmp_path: Path) -> None:
    """Without the final text an interrupted change cannot go on, and says so."""
    demo = Demo(tmp_path / "project", SHAPES["labelled"])
    demo.make()
    change = demo.change()
    assert killed(partial(squash, demo, change), 5)
    for each in demo.versions.glob(".alembic-squash-*.final"):
        each.unlink()
    _refused(demo, ".final")


def _refused(demo: Demo, name: str) -> None:
    old = demo.files()
    with pytest.raises(CheckoutError, match=f"interrupted: .*{name}"):
        recover(demo.root)
    assert demo.files() == old


def test_git_restore_after_a_kill_is_understood(linear: Demo) -> None:
    """Who brings all files back by hand gets the old state, without hidden files."""
    change, old = linear.change(), linear.files()
    assert killed(partial(squash, linear, change), 9)
    for name, content in old.items():
        (linear.root / name).write_bytes(content)
    recovery = recover(linear.root)
    assert recovery is not None
    assert not recovery.finished
    assert linear.files() == old


def test_a_torn_journal_means_that_nothing_was_done(linear: Demo) -> None:
    """A journal cut anywhere, as by a power failure, is removed and nothing else."""
    change, old = linear.change(), linear.files()
    assert killed(partial(squash, linear, change), 1)
    whole = (linear.root / NAME).read_bytes()
    for length in (0, 1, len(whole) // 2, len(whole) - 10):
        (linear.root / NAME).write_bytes(whole[:length])
        assert recover(linear.root) is None
        assert linear.files() == old


def test_a_journal_of_another_folder_is_refused(linear: Demo, tmp_path: Path) -> None:
    """A journal that was copied, committed or written by another version moves no file."""
    change = linear.change()
    assert killed(partial(squash, linear, change), 4)
    path = linear.root / NAME
    whole = path.read_bytes()
    path.rename(tmp_path / "kept")
    text = b'{"version": 99}'
    other = text + b"\n" + hashlib.sha256(text).hexdigest().encode() + b"\n"
    for content in (whole, other):
        path.write_bytes(content)
        old = linear.files()
        with pytest.raises(CheckoutError, match="not written in this folder"):
            recover(linear.root)
        assert linear.files() == old


def test_an_abandoned_lock_file_is_no_obstacle(linear: Demo) -> None:
    """An empty journal of a killed run serves the next one and goes with it."""
    (linear.root / NAME).write_bytes(b"")
    squash(linear)
    assert not (linear.root / NAME).exists()
    with Journal(linear.root) as journal:
        assert journal.is_empty
    assert not (linear.root / NAME).exists()
    assert recover(linear.root) is None


def test_a_lock_file_that_vanishes_is_made_anew(
    linear: Demo, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run that locks the file another has just removed locks a new one."""
    real = fcntl.flock
    removed: list[Path] = []

    def flock(descriptor: int, how: int) -> None:
        if not removed:
            removed.append(linear.root / NAME)
            removed[0].unlink()
        real(descriptor, how)

    monkeypatch.setattr(fcntl, "flock", flock)
    squash(linear)
    assert removed == [linear.root / NAME]
    assert linear.heads() == {"e"}


def test_without_the_right_to_give_files_away_none_is_given(
    linear: Demo, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another account than root does not try to change owners."""
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.delattr(os, "chown")
    squash(linear)
    assert linear.heads() == {"e"}
