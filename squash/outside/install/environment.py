"""An environment with a project's packages, made outside its checkout."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from squash.errors import CheckoutError, ProjectError
from squash.outside import process
from squash.outside.account import User
from squash.outside.deadline import Deadline
from squash.outside.install.copy import copy_checkout, state
from squash.outside.install.lock import Lock, python_request
from squash.outside.install.tools import Tools, refuse_misspelled

SETTLE = Path(__file__).parent / "settle.py"
# Not as the interpreter's own standard input: the workers that byte-compile would look for it.
READ = "import sys; exec(compile(sys.stdin.read(), 'settle.py', 'exec'))"
_SHELL = "/bin/sh"
_SHOWN = 5
# What would lead an installer to another environment, or our own Python into its programs.
_LEADING = (
    "VIRTUAL_ENV", "CONDA_PREFIX", "PYTHONHOME", "PYTHONPATH", "PYTHONSAFEPATH", "UV_PYTHON",
    "UV_SYSTEM_PYTHON", "UV_NO_SYNC", "PIP_TARGET", "PIP_PREFIX", "PIP_USER", "PIPENV_PIPFILE",
    "PDM_PYTHON", "PDM_PROJECT", "PDM_IGNORE_ACTIVE_VENV", "PIPENV_IGNORE_VIRTUALENVS",
    "PIP_PYTHON", "PIP_REQUIRE_VIRTUALENV", "__PYVENV_LAUNCHER__",
)  # fmt: skip
# uv in place of pip looks where pip would have looked.
_AS_PIP = (
    ("PIP_INDEX_URL", "UV_INDEX_URL"),
    ("PIP_EXTRA_INDEX_URL", "UV_EXTRA_INDEX_URL"),
    ("PIP_FIND_LINKS", "UV_FIND_LINKS"),
)


@dataclass(frozen=True, slots=True)
class Installer:
    """Makes environments for one project.

    Parameters
    ----------
    project : the project folder
    top : the folder of its repository, or the project folder where it has none
    folder : an empty folder outside the checkout, which the environment is made in
    variables : the user's environment
    log : takes what the tools print
    deadline : of the run
    pids : the run's folder of process notes, for the watchdog
    user : the account that the tools run as (they run the project's build code); None for ours
    ours : the folder of our own programs, where uv may be
    """

    project: Path
    top: Path
    folder: Path
    variables: Mapping[str, str]
    log: Path
    deadline: Deadline
    pids: Path | None = None
    user: User | None = None
    ours: Path = Path(sys.executable).parent

    def by_lock(self, lock: Lock, asked: str | None = None) -> Path:
        """Install what a lock file says; the new environment's interpreter.

        Parameters
        ----------
        asked : the Python to make it with, a path or a version; None for what the project wants

        Raises
        ------
        ProjectError : there is no such tool or Python, or the tool fails
        CheckoutError : the checkout cannot be read, or was written to
        """
        command = self._tools.command(lock, self._python)  # Before anything takes time.
        with_pip = lock.tool == "pip" and self._tools.uv is None
        before = state(self.top, [lock.file], self.variables)
        place = self._begin(lock.folder, asked or python_request(lock), pip=with_pip)
        self._run(command, place, as_pip=lock.tool == "pip")
        return self._end([lock.file], before)

    def by_lines(self, lines: str, asked: str | None = None) -> Path:
        """Let the lines of a shell install it; the new environment's interpreter.

        They run in a copy of the project folder, with the environment active.

        Raises as `by_lock` does, and ``UsageError`` for a word that is no program.
        """
        refuse_misspelled(lines, self._path)
        before = state(self.top, [], self.variables)
        place = self._begin(self.project, asked, pip=True)
        uv = self._tools.uv
        if uv is not None:
            self._own_link(Path(uv))
        self._run([_SHELL, "-euc", lines], place)
        return self._end([], before)

    @property
    def _environment(self) -> Path:
        return self.folder / "env"

    @property
    def _python(self) -> Path:
        return self._environment / "bin" / "python"

    @property
    def _copy(self) -> Path:
        return self.folder / "checkout"

    @property
    def _path(self) -> str:
        return self.variables.get("PATH", os.defpath)

    @property
    def _tools(self) -> Tools:
        return Tools(self._path, self.ours)

    def _begin(self, place: Path, asked: str | None, *, pip: bool) -> Path:
        """Copy the checkout and make an empty environment; where in the copy a folder is."""
        if self.user is not None:
            os.chown(self.folder, self.user.uid, self.user.gid)
        copy_checkout(self.project, self.top, self._copy, self.variables, self.user)
        here = self._copy / place.relative_to(self.top)
        uv = self._tools.uv
        if uv is not None:
            command = [uv, "venv", *(["--seed"] if pip else [])]
            command += ["--python", asked] if asked else []
        else:
            command = [self._base(asked), "-m", "venv"]
        self._run([*command, str(self._environment)], here, active=False)
        return here

    def _base(self, asked: str | None) -> str:
        """The Python that makes the environment where there is no uv to choose one."""
        if asked is None or not asked[0].isdigit():
            return asked if asked and Path(asked).exists() else sys.executable
        found = shutil.which(f"python{asked}", path=self._path)
        if found is None:
            raise ProjectError(
                f"There is no python{asked} on the path.",
                why="The environment of the project is to be made with it.",
                next_step="Install it, or install uv (pip install uv), which fetches it.",
            )
        return found

    def _run(
        self,
        command: Sequence[str],
        cwd: Path,
        *,
        active: bool = True,
        as_pip: bool = False,
        stdin: int | IO[bytes] = process.DEVNULL,
    ) -> None:
        """Run one tool, with what it prints in the log.

        Raises ``ProjectError`` with its last lines.
        """
        env = self._variables(active=active, as_pip=as_pip)
        with self.log.open("ab") as log:
            log.write(f"$ {' '.join(command)}\n".encode())
            log.flush()
            child = process.start(
                command, env=env, cwd=cwd, user=self.user,
                stdin=stdin, stdout=log, stderr=log, pids=self.pids,
            )  # fmt: skip
            try:
                code = child.wait(self.deadline.left())
            finally:
                child.end()
        if code:
            raise failed(command, code, self.log)
        if code is None:
            raise ProjectError(
                f"The time limit of {self.deadline.seconds or 0:.0f} s was over while the "
                "project was installed.",
                why=process.tail(self.log.read_bytes()),
                next_step="Allow more with --timeout SECONDS.",
            )

    def _variables(self, *, active: bool, as_pip: bool) -> dict[str, str]:
        """The environment of a tool: the user's, led to the new environment."""
        env = {name: value for name, value in self.variables.items() if name not in _LEADING}
        env |= {
            "POETRY_VIRTUALENVS_CREATE": "false", "PDM_NON_INTERACTIVE": "1",
            "PDM_CHECK_UPDATE": "0", "PIPENV_VERBOSITY": "-1", "PIPENV_NOSPIN": "1",
            "PIP_NO_INPUT": "1", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUNBUFFERED": "1",
            "NO_COLOR": "1", "UV_NO_PROGRESS": "1",
        }  # fmt: skip
        if as_pip:
            env |= {uv: env[pip] for pip, uv in _AS_PIP if pip in env and uv not in env}
            if "PIP_EXTRA_INDEX_URL" in env:
                env.setdefault("UV_INDEX_STRATEGY", "unsafe-best-match")
        if active:
            env["VIRTUAL_ENV"] = env["UV_PROJECT_ENVIRONMENT"] = str(self._environment)
            env["PDM_PYTHON"] = str(self._python)
            env["PATH"] = os.pathsep.join((str(self._environment / "bin"), self._path))
        return env

    def _own_link(self, uv: Path) -> None:
        link = self._environment / "bin" / "uv"
        command = ["ln", "-sf", str(uv), str(link)]
        process.run(command, env={"PATH": os.defpath}, user=self.user)

    def _end(self, files: Sequence[Path], before: tuple[str, ...]) -> Path:
        """Let the environment stand without the copy, and see that the checkout was left alone."""
        settle = [str(self._python), "-I", "-c", READ, str(self._copy), str(self.top)]
        # Handed over open: the account of the project's code need not reach where we lie.
        with SETTLE.open("rb") as program:
            self._run(settle, self.folder, stdin=program)
        after = state(self.top, files, self.variables)
        if after != before:
            changed = sorted(set(after) ^ set(before))
            more = f" and {len(changed) - _SHOWN} more" if len(changed) > _SHOWN else ""
            raise CheckoutError(
                f"The installation changed the checkout: {', '.join(changed[:_SHOWN])}{more}.",
                why="It runs in a copy, so one of its lines names the checkout itself.",
                next_step="Use paths relative to the project's folder in --install.",
            )
        return self._python


def failed(command: Sequence[str], code: int, log: Path) -> ProjectError:
    """The error for a tool that failed."""
    shown = command[-1] if command[0] == _SHELL else " ".join([Path(command[0]).name, *command[1:]])
    return ProjectError(
        f"The project could not be installed: `{shown}` ended with exit code {code}.",
        why=process.tail(log.read_bytes()),
        next_step="Mend what it says, or give the lines that install the project: --install "
        "'pip install -r requirements.txt', or an interpreter that has its packages: --python "
        "PATH/TO/VENV/bin/python",
    )
