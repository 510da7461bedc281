"""The tools that install a project's packages, and the commands that they are given."""

from __future__ import annotations

import difflib
import shlex
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from squash.errors import ProjectError, UsageError
from squash.outside.install.lock import Lock, Tool

# What uv brings where the machine does not have the tool; pdm with what it was tested with.
_BROUGHT: Mapping[str, str] = {
    "poetry": "poetry>=2,<3",
    "pdm": "pdm[locked]>=2.22,<3",
    "pipenv": "pipenv",
}
_WORDS: Mapping[Tool, tuple[str, ...]] = {
    "uv": ("sync", "--frozen"),
    "poetry": ("install", "--no-interaction", "--no-ansi"),
    "pdm": ("sync",),
    "pipenv": ("sync", "--dev"),
}


@dataclass(frozen=True, slots=True)
class Tools:
    """The installers of this machine.

    Parameters
    ----------
    path : folders that programs are looked for in, as in ``PATH``
    beside : a further folder, that of our own programs, for uv alone
    """

    path: str
    beside: Path

    @property
    def uv(self) -> str | None:
        """The program uv; None where there is none."""
        own = str(self.beside)
        return shutil.which("uv", path=self.path) or shutil.which("uv", path=own)

    def command(self, lock: Lock, python: Path) -> list[str]:
        """The command that installs what a lock file says, into the environment of ``python``.

        Raises
        ------
        ProjectError : there is no such tool here, and no uv to bring it
        """
        if lock.tool == "pip":
            pip = [str(python), "-m", "pip", "install", "--disable-pip-version-check"]
            if self.uv:
                pip = [self.uv, "pip", "install", "--python", str(python)]
            return [*pip, "-r", str(lock.file.relative_to(lock.folder))]
        return [*self._program(lock), *_WORDS[lock.tool]]

    def line(self, lock: Lock, further: Sequence[str] = ()) -> str:
        """The same as a shell line for ``--install``, with packages that the lock lacks."""
        pip = ["uv", "pip", "install"] if self.uv else ["pip", "install"]
        words = [*pip, "-r", str(lock.file.relative_to(lock.folder))]
        if lock.tool != "pip":
            words = [Path(word).name if word == self.uv else word for word in self._program(lock)]
            words += _WORDS[lock.tool]
        first = shlex.join(words)
        return f"{first} && {shlex.join([*pip, *further])}" if further else first

    def _program(self, lock: Lock) -> list[str]:
        uv = self.uv
        own = uv if lock.tool == "uv" else shutil.which(lock.tool, path=self.path)
        if own is not None:
            return [own]
        if uv is not None:
            return [uv, "tool", "run", "--from", _BROUGHT[lock.tool], lock.tool]
        raise ProjectError(
            f"{lock.file} belongs to {lock.tool}, which is not installed here.",
            why="The environment of the project is made by the tool that its lock file names.",
            next_step=f"Install it: pip install {lock.tool} (or uv, which brings it); or name the "
            "project's interpreter: --python PATH/TO/VENV/bin/python",
        )


def refuse_misspelled(lines: str, path: str) -> None:
    """Refuse shell lines that are one word, no program, and nearly ``auto`` or ``none``.

    Raises
    ------
    UsageError : with the word that was meant
    """
    if not lines.isalpha() or shutil.which(lines, path=path):
        return
    near = difflib.get_close_matches(lines.lower(), ("auto", "none"), n=1, cutoff=0.5)
    if near:
        raise UsageError(
            f"--install {lines}: there is no such program.",
            why="It is auto, none, or the lines of a shell that install the project.",
            next_step=f"Did you mean --install {near[0]}?",
        )
