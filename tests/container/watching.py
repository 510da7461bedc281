"""A watch over a run: who holds a token, seen by root and by the project's code."""

from __future__ import annotations

import os
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from stat import S_ISREG

from tests.container.hostile.migrations.look_round import forms

OURS = Path("/proc/self/ns/pid").readlink()
PROJECT = 60000  # the lowest account of project code
PATIENCE = 60  # seconds
LARGEST = 1 << 24
# Where actions/checkout keeps the token; closed to the project's code.
KEPT = "github/workspace/.git/config"
HOOK = """\
#!{python}
import pathlib, time
here = pathlib.Path({folder!r})
(here / "pushing").touch()
until = time.monotonic() + {patience}
while time.monotonic() < until and not (here / "seen").exists():
    time.sleep(0.01)
"""


@dataclass(slots=True)
class Watch:
    """What is looked for, and what was seen.

    Parameters
    ----------
    folder : of its own, where the hook of a repository tells that it is pushed to
    mark : text in the environment of the program that is watched
    secret : what is looked for
    looked : how often the project's code was through with all processes while we pushed
    searched : how many files of the container root searched while we pushed
    holders : programs that had it in their environment
    found : where it should not be
    port : that the project's code reports to
    shapes : forms of the secret
    started : when it began
    over : set at the end
    """

    folder: Path
    mark: bytes
    secret: bytes
    looked: int = 0
    searched: int = 0
    holders: set[str] = field(default_factory=set)
    found: list[str] = field(default_factory=list)
    port: int = 0
    shapes: tuple[bytes, ...] = ()
    started: float = field(default_factory=time.time)
    over: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        """Know the secret in every form."""
        self.shapes = forms(self.secret)

    def holds(self, content: bytes) -> bool:
        """Whether a content has the secret, in whatever form."""
        return any(form in content for form in self.shapes)

    def hook(self, bare: Path) -> None:
        """Let each push to a repository wait until everything was looked at."""
        text = HOOK.format(python=sys.executable, folder=str(self.folder), patience=PATIENCE)
        file = bare / "hooks" / "pre-receive"
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)
        file.chmod(0o755)

    def listen(self, ear: socket.socket) -> None:
        """Hear what the project's code reports."""
        ear.settimeout(0.2)
        while not self.over.is_set():
            try:
                said = ear.recv(4096).decode()
            except TimeoutError:
                continue
            if said != "LOOKED":
                self.found.append(said)
            elif (self.folder / "pushing").exists():
                self.looked += 1

    def look(self) -> None:
        """Look at all processes of the container, and once, while it pushes, at its files."""
        while not self.over.wait(0.02):
            inside = self._processes()
            for process in inside:
                self._look_at(process)
            if self.searched == 0 and inside and (self.folder / "pushing").exists():
                self._search(inside[0] / "root")
            # The second time begins when the push has begun for sure.
            if self.searched and self.looked > 1:
                (self.folder / "seen").touch()

    def _processes(self) -> list[Path]:
        """The processes of the container, the first one first."""
        spaces: dict[Path, list[Path]] = {}
        watched = OURS
        for process in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                space = (process / "ns" / "pid").readlink()
                spaces.setdefault(space, []).append(process)
                if space != OURS and self.mark in (process / "environ").read_bytes():
                    watched = space
        if watched == OURS:
            return []
        return sorted(spaces[watched], key=lambda each: int(each.name))

    def _look_at(self, process: Path) -> None:
        with suppress(OSError):
            line = (process / "cmdline").read_bytes()
            if self.holds(line):
                self.found.append(f"argv of {line!r}")
            if self.holds((process / "environ").read_bytes()):
                self.holders.add(Path(line.split(b"\0")[0].decode()).name)
                if process.stat().st_uid >= PROJECT:
                    self.found.append(f"environment of {line!r}")

    def _search(self, root: Path) -> None:
        """Search every file that the run made or changed."""
        for place, folders, names in os.walk(root):
            if Path(place) == root:
                folders[:] = [each for each in folders if each not in ("proc", "sys")]
            for file in (Path(place, name) for name in names):
                with suppress(OSError):
                    status = file.lstat()
                    if not S_ISREG(status.st_mode) or status.st_size > LARGEST:
                        continue
                    if status.st_ctime < self.started:
                        continue
                    self.searched += 1
                    name = str(file.relative_to(root))
                    if name != KEPT and self.holds(file.read_bytes()):
                        self.found.append(name)


@contextmanager
def watching(folder: Path, mark: str, secret: str) -> Iterator[Watch]:
    """Watch a run in a container.

    Parameters
    ----------
    folder : made for this
    mark : text in the environment of the program that is watched, and of no other
    secret : what is looked for
    """
    folder.mkdir()
    watch = Watch(folder, mark.encode(), secret.encode())
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ear:
        ear.bind(("127.0.0.1", 0))
        watch.port = ear.getsockname()[1]
        threads = [
            threading.Thread(target=watch.listen, args=(ear,)),
            threading.Thread(target=watch.look),
        ]
        for each in threads:
            each.start()
        try:
            yield watch
        finally:
            watch.over.set()
            for each in threads:
                each.join()
