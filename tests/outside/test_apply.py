"""The one moment in which a project is changed."""

from __future__ import annotations

import errno
import os
from functools import partial
from pathlib import Path

import pytest

from squash.errors import CheckoutError, Interrupted
from squash.outside.worktree import Applied, apply_squash, recover
from squash.outside.worktree.files import Files
from squash.outside.worktree.journal import NAME
from tests.outside.shapes import (
    BY_LABEL,
    SHAPES,
    Demo,
    full_at,
    interrupt_at,
    killed,
    squash,
    squashed,
)

pytestmark = pytest.mark.usefixtures("byte_code")


def test_the_squash_is_applied(demo: Demo) -> None:
    """Removed files are gone, the baseline is there, every other file is as it was."""
    change = demo.change()
    expected = squashed(demo, change)
    applied = squash(demo, change)
    assert demo.files() == expected
    assert applied == Applied(change.final_path, tuple(path for path, _ in change.removed), ())
    assert demo.heads() == set(demo.shape.heads)


def test_alembic_loads_the_folder_after_every_step(demo: Demo) -> None:
    """Nobody who works in the project meanwhile sees a history that does not load."""
    seen: list[set[str]] = []
    squash(demo, pause=lambda _: seen.append(demo.heads()))
    assert len(seen) > 2 * len(demo.shape.removed)
    assert all(set(demo.shape.heads) <= heads for heads in seen)


def test_a_label_that_moves_is_missed_for_one_operation_only(tmp_path: Path) -> None:
    """A kept depends_on by a moved label loads before and after that label changes hands."""
    demo = Demo(tmp_path / "project", BY_LABEL)
    demo.make()
    loads: list[bool] = []

    def look(_: int) -> None:
        try:
            loads.append(demo.heads() >= {"d", "p"})
        except KeyError:
            loads.append(False)

    squash(demo, pause=look)
    lost = loads.index(False)
    assert loads[lost:].index(True) <= 2  # Aside with the file, away with its byte code.
    assert all(loads[lost + 2 :])
    assert demo.heads() == {"d", "p"}


def test_files_that_git_does_not_hold_stop_the_run(linear: Demo) -> None:
    """Without --force a file that would be lost is named, and nothing changes."""
    change, old = linear.change(), linear.files()
    held = frozenset(path for path, _ in change.removed[1:])
    with pytest.raises(CheckoutError, match=r"1 of the files to remove: .*a_revision.py") as caught:
        apply_squash(
            linear.root, change, held=held, force=False, keep_copies_in=linear.root / "copies"
        )
    assert caught.value.exit_code == 7
    assert "--force" in caught.value.next_step
    assert linear.files() == old


def test_force_keeps_a_copy_of_what_git_lacks(linear: Demo, tmp_path: Path) -> None:
    """Forced, each such file has a copy that overwrites no other, where the result says."""
    change = linear.change()
    contents = [path.read_bytes() for path, _ in change.removed]
    held = frozenset([change.cut_path])
    taken = tmp_path / "copies" / "migrations" / "versions" / "a_revision.py"
    taken.parent.mkdir(parents=True)
    taken.write_text("of an earlier run\n")
    applied = apply_squash(
        linear.root, change, held=held, force=True, keep_copies_in=tmp_path / "copies"
    )
    assert applied.kept_copies == (
        taken.with_name("a_revision.py.1"),
        taken.with_name("b_revision.py"),
    )
    assert [each.read_bytes() for each in applied.kept_copies] == contents[:2]
    assert taken.read_text() == "of an earlier run\n"


def test_a_copy_that_is_there_already_is_kept_once(linear: Demo, tmp_path: Path) -> None:
    """A copy with the same content serves, and a failing run does not remove it."""
    change = linear.change()
    same = tmp_path / "copies" / "migrations" / "versions" / "a_revision.py"
    same.parent.mkdir(parents=True)
    same.write_bytes(change.removed[0][0].read_bytes())

    with pytest.raises(Interrupted):
        apply_squash(
            linear.root, change, held=frozenset(), force=True, keep_copies_in=tmp_path / "copies",
            pause=interrupt_at(6),
        )  # fmt: skip
    assert [each.name for each in same.parent.iterdir()] == ["a_revision.py"]
    applied = apply_squash(
        linear.root, change, held=frozenset(), force=True, keep_copies_in=tmp_path / "copies"
    )
    assert applied.kept_copies[0] == same
    assert len(list(same.parent.iterdir())) == 3


def test_a_file_changed_since_the_proof_stops_the_run(linear: Demo) -> None:
    """A file with another content, or gone, is named, and nothing changes."""
    change = linear.change()
    path = change.removed[1][0]
    path.write_text("mine\n")
    old = linear.files()
    with pytest.raises(CheckoutError, match=r"Changed since .*b_revision.py"):
        squash(linear, change)
    assert linear.files() == old
    path.unlink()
    with pytest.raises(CheckoutError, match=r"Changed since .*b_revision.py"):
        squash(linear, change)


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("number", [0, 2])
def test_a_file_changed_during_the_change_is_not_lost(
    linear: Demo, number: int, whole: bool
) -> None:
    """Somebody's edit in the last moment undoes the run and is still there."""
    change, old = linear.change(), linear.files()
    mine = change.removed[number][0]

    def edit(step: int) -> None:
        if step == 3:
            # Editors write into the file, or put a new one in its place.
            if whole:
                mine.unlink()
            mine.write_text("mine\n")

    with pytest.raises(CheckoutError, match="Changed since"):
        squash(linear, change, edit)
    old[mine.relative_to(linear.root).as_posix()] = b"mine\n"
    assert linear.files() == old


def test_a_file_in_the_place_of_the_baseline_is_not_overwritten(linear: Demo) -> None:
    """Its name being taken stops the run before, or undoes it when it happens during the run."""
    change, old = linear.change(), linear.files()
    change.final_path.write_text("mine\n")
    with pytest.raises(CheckoutError, match="in the place of the baseline"):
        squash(linear, change)
    change.final_path.unlink()
    with pytest.raises(CheckoutError, match="in the place of the baseline"):
        squash(linear, change, lambda _: change.final_path.touch())
    change.final_path.unlink()
    assert linear.files() == old


def test_the_baseline_may_keep_the_name_or_take_a_removed_one(tmp_path: Path) -> None:
    """Neither the cut's own name nor that of a removed file is in its way, killed or not."""
    for name in ("c_revision.py", "a_revision.py"):
        demo = Demo(tmp_path / name, SHAPES["labelled"])
        demo.make()
        change, old = demo.change(name), demo.files()
        new = squashed(demo, change)
        step = 1
        while killed(partial(squash, demo, change), step):
            recover(demo.root)
            assert demo.files() in (old, new)
            assert demo.heads() == {"d", "p"}
            change.final_path.unlink()
            for path, _ in change.removed:
                path.write_bytes(old[path.relative_to(demo.root).as_posix()])
            step += 1
        assert demo.files() == new
        assert step > 8


def test_mode_and_owner_are_those_of_the_cuts_own_file(linear: Demo) -> None:
    """The baseline belongs to whom the revision belonged, not to the account of the run."""
    change = linear.change()
    change.cut_path.chmod(0o640)
    if os.geteuid() == 0:
        os.chown(change.cut_path, 65534, 65534)
    expected = change.cut_path.stat()
    squash(linear, change)
    status = change.final_path.stat()
    assert (status.st_mode, status.st_uid, status.st_gid) == (
        expected.st_mode, expected.st_uid, expected.st_gid,
    )  # fmt: skip


def test_folders_that_become_empty_go_and_others_stay(tmp_path: Path) -> None:
    """A year's folder goes with its last revision; a location and a folder with a note stay."""
    demo = Demo(tmp_path / "project", SHAPES["folders"])
    demo.make()
    demo.heads()
    assert (demo.versions / "2022" / "__pycache__").is_dir()
    squash(demo)
    assert sorted(each.name for each in demo.versions.iterdir() if each.is_dir()) == [
        "2024", "__pycache__",
    ]  # fmt: skip
    other = Demo(tmp_path / "other", SHAPES["folders"])
    other.make()
    (other.versions / "2022" / "README").write_text("")
    squash(other)
    assert (other.versions / "2022" / "README").exists()


def test_a_linked_revision_is_removed_as_a_link(linear: Demo, tmp_path: Path) -> None:
    """Where a revision file is a link the link goes, and what it leads to stays."""
    change = linear.change()
    stored = tmp_path / "stored"
    stored.mkdir()
    for path in (change.removed[0][0], change.cut_path):
        path.rename(stored / path.name)
        path.symlink_to(stored / path.name)
    with pytest.raises(Interrupted):
        squash(linear, change, interrupt_at(7))
    assert change.cut_path.is_symlink()
    squash(linear, change)
    assert len(list(stored.iterdir())) == 2
    assert not change.final_path.is_symlink()


def test_a_signal_at_any_step_undoes_or_finishes(linear: Demo) -> None:
    """Interrupted, a run leaves the old state, or one that the next run finishes."""
    change, old = linear.change(), linear.files()
    new = squashed(linear, change)
    step = 0
    while linear.files() == old:
        step += 1
        with pytest.raises(Interrupted):
            squash(linear, change, interrupt_at(step))
        recovery = recover(linear.root)
        assert linear.files() == (old if recovery is None else new)
    assert step > 5


def test_a_full_disk_undoes_everything(
    linear: Demo, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A write that fails, the journal's too, leaves all as it was."""
    change, old = linear.change(), linear.files()
    for failing in range(1, 9):
        monkeypatch.setattr(os, "fsync", full_at(failing))
        with pytest.raises(CheckoutError, match="No space left"):
            apply_squash(
                linear.root, change, held=frozenset([change.cut_path]), force=True,
                keep_copies_in=tmp_path / "copies",
            )  # fmt: skip
        monkeypatch.undo()
        assert linear.files() == old
        assert not [each for each in (tmp_path / "copies").rglob("*") if each.is_file()]


def test_what_is_not_there_need_not_be_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even where nothing may be changed, which a disk says of names that it does not have."""

    def refused(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(Path, "unlink", refused)
    Files().remove([tmp_path / "none"])
    (tmp_path / "there").touch()
    with pytest.raises(OSError, match="Read-only"):
        Files().remove([tmp_path / "there"])


def test_a_folder_that_cannot_be_written_is_told(linear: Demo) -> None:
    """Where not even the journal can be written nothing is begun."""
    change, old = linear.change(), linear.files()
    (linear.root / NAME).symlink_to(linear.root / "elsewhere")
    with pytest.raises(CheckoutError, match="cannot be written"):
        squash(linear, change)
    (linear.root / NAME).unlink()
    assert linear.files() == old


def test_what_cannot_be_read_is_told(linear: Demo) -> None:
    """A removed path that is a folder now is a checkout error."""
    change = linear.change()
    change.removed[0][0].unlink()
    change.removed[0][0].mkdir()
    with pytest.raises(CheckoutError, match="cannot be read"):
        squash(linear, change)


def test_a_disk_without_second_names_works(linear: Demo, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where files have one name only the spare is a copy, and the way back works."""

    def refused(*_: object, **__: object) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refused)
    change, old = linear.change(), linear.files()
    with pytest.raises(Interrupted):
        squash(linear, change, interrupt_at(7))
    assert linear.files() == old
    squash(linear, change)
    assert linear.heads() == {"e"}


def test_byte_code_of_removed_files_goes_and_no_other(linear: Demo) -> None:
    """Whatever Python wrote it, beside the source or in its cache; others keep theirs."""
    cache = linear.versions / "__pycache__"
    cache.mkdir()
    gone = ["a_revision.cpython-311.pyc", "b_revision.cpython-39.opt-1.pyc", "c_revision.pypy3.pyc"]
    kept = ["a_revision.txt", "d_revision.cpython-311.pyc", "x.a_revision.cpython-311.pyc"]
    for name in (*gone, *kept):
        (cache / name).write_text("")
    for name in ("a_revision.pyc", "b_revision.pyo", "d_revision.pyc"):
        (linear.versions / name).write_text("")
    squash(linear)
    assert sorted(each.name for each in cache.iterdir()) == kept
    assert [each.name for each in linear.versions.glob("*.py[co]")] == ["d_revision.pyc"]
