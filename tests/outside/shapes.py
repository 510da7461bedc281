"""Small histories of every shape, on disk, and what a squash of each changes."""

from __future__ import annotations

import contextlib
import hashlib
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory

from squash.errors import Interrupted
from squash.outside.worktree import Applied, Change, apply_squash

Pause = Callable[[int], None]


@dataclass(frozen=True)
class Node:
    """A revision: its id, its parents, what it depends on, its labels, its folder."""

    id: str
    down: tuple[str, ...] = ()
    depends: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    folder: str = ""

    def text(self) -> bytes:
        """The revision file."""
        return (
            f'"""Revision {self.id}."""\n\nrevision = {self.id!r}\n'
            f"down_revision = {self.down or None!r}\nbranch_labels = {self.labels or None!r}\n"
            f"depends_on = {self.depends or None!r}\n"
        ).encode()


@dataclass(frozen=True)
class Shape:
    """A history with its cut: removed (parents first, the cut last) and kept revisions."""

    removed: tuple[Node, ...]
    kept: tuple[Node, ...]
    heads: tuple[str, ...]

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels that move to the baseline."""
        return tuple(label for node in self.removed for label in node.labels)


SHAPES = {
    "linear": Shape(
        (Node("a"), Node("b", ("a",)), Node("c", ("b",))),
        (Node("d", ("c",)), Node("e", ("d",))),
        ("e",),
    ),
    "all": Shape((Node("a"), Node("b", ("a",))), (), ("b",)),
    "merge": Shape(
        (Node("a"), Node("b1", ("a",)), Node("b2", ("a",)), Node("m", ("b1", "b2"))),
        (Node("d", ("m",)), Node("e", ("m",))),
        ("d", "e"),
    ),
    "two bases": Shape(
        (Node("a"), Node("x"), Node("m", ("x", "a"))),
        (Node("d", ("m",)), Node("p"), Node("q", ("p",), depends=("m",))),
        ("d", "q"),
    ),
    "labelled": Shape(
        (
            Node("a", labels=("core",)),
            Node("b", ("a",), labels=("old",)),
            Node("c", ("b",), labels=("own",)),
        ),
        (Node("d", ("c",)), Node("p", labels=("plug",))),
        ("d", "p"),
    ),
    "depends_on": Shape(
        (Node("x"), Node("y", ("x",)), Node("a"), Node("b", ("a",), ("y",)), Node("c", ("b",))),
        (Node("d", ("c",)), Node("p", depends=("c",))),
        ("d", "p"),
    ),
    "folders": Shape(
        (Node("a", folder="2022"), Node("b", ("a",), folder="2022"), Node("c", ("b",))),
        (Node("d", ("c",), folder="2024"),),
        ("d",),
    ),
}

# A kept `depends_on` that names a moved label: the one shape that cannot be loaded at every step.
BY_LABEL = Shape(
    (Node("a", labels=("core",)), Node("b", ("a",)), Node("c", ("b",))),
    (Node("d", ("c",)), Node("p", depends=("core",))),
    ("d", "p"),
)


@dataclass(frozen=True)
class Demo:
    """A project on disk with the history of a shape."""

    root: Path
    shape: Shape

    @property
    def versions(self) -> Path:
        """Its version location."""
        return self.root / "migrations" / "versions"

    def path(self, node: Node) -> Path:
        """The file of a revision."""
        return self.versions / node.folder / f"{node.id}_revision.py"

    def make(self) -> None:
        """Write it."""
        self.versions.mkdir(parents=True)
        (self.root / "migrations" / "env.py").write_text("")
        for node in (*self.shape.removed, *self.shape.kept):
            self.path(node).parent.mkdir(exist_ok=True)
            self.path(node).write_bytes(node.text())

    def change(self, name: str = "c_baseline.py") -> Change:
        """What squashing it changes; the baseline is called `name`."""
        cut = self.shape.removed[-1]
        removed = tuple(
            (self.path(node), hashlib.sha256(node.text()).hexdigest())
            for node in self.shape.removed
        )
        interim = Node(cut.id, labels=cut.labels).text() + b"# baseline\n"
        final = Node(cut.id, labels=self.shape.labels).text() + b"# baseline\n"
        place = self.path(cut)
        locations = (self.versions,)
        return Change(removed, place, interim, final, place.with_name(name), locations)

    def files(self) -> dict[str, bytes]:
        """Every file of the project but byte code, by name."""
        return {
            each.relative_to(self.root).as_posix(): each.read_bytes()
            for each in self.root.rglob("*")
            if each.is_file() and each.suffix != ".pyc"
        }

    def heads(self, sourceless: bool = False) -> set[str]:
        """Its heads, as Alembic loads it anew."""
        config = Config()
        config.set_main_option("script_location", str(self.root / "migrations"))
        config.set_main_option("recursive_version_locations", "true")
        config.set_main_option("sourceless", str(sourceless).lower())
        script = ScriptDirectory.from_config(config)
        assert len(list(script.walk_revisions())) > 0
        return set(script.get_heads())


def squash(demo: Demo, change: Change | None = None, pause: Pause | None = None) -> Applied:
    """Apply the squash of a project that git holds."""
    wanted = change or demo.change()
    held = frozenset(path for path, _ in wanted.removed)
    copies = demo.root / "copies"
    return apply_squash(
        demo.root, wanted, held=held, force=False, keep_copies_in=copies, pause=pause
    )


def squashed(demo: Demo, change: Change) -> dict[str, bytes]:
    """The files of the project as they must be in the end."""
    files = demo.files()
    for path, _ in change.removed:
        del files[path.relative_to(demo.root).as_posix()]
    files[change.final_path.relative_to(demo.root).as_posix()] = change.final_text
    return files


def killed(deed: Callable[[Pause], object], step: int) -> bool:
    """Do something in a process that is killed after a step; says whether it came to that."""

    def pause(done: int) -> None:
        if done == step:
            os.kill(os.getpid(), signal.SIGKILL)

    child = os.fork()
    if child == 0:
        with contextlib.suppress(BaseException):
            deed(pause)
            os._exit(0)
        os._exit(1)
    status = os.waitpid(child, 0)[1]
    assert status in (0, signal.SIGKILL)
    return status != 0


def interrupt_at(step: int) -> Pause:
    """Raise, after a step, what a signal raises."""

    def pause(done: int) -> None:
        if done == step:
            raise Interrupted(15)

    return pause


def full_at(call: int) -> Callable[[int], None]:
    """Stand in for os.fsync: the disk is full at one call of it."""
    calls = count(1)
    real = os.fsync

    def fsync(descriptor: int) -> None:
        if next(calls) == call:
            raise OSError(28, "No space left on device")
        real(descriptor)

    return fsync
