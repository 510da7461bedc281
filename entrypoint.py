"""The container's door: arguments make it the command line, none make it a step of Actions.

Project code may read what its parents were started with, so this starts itself anew without the
runner's tokens before anything of ours is loaded that could run project code. It is isolated
(``-I``): neither the current folder nor PYTHONPATH decides which ``squash`` or ``alembic`` it
loads; the project's own interpreter still gets PYTHONPATH.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

HERE = Path(__file__).resolve()
OURS = ("-I", "-u")


def main() -> int:
    """Run what arguments or inputs ask for; the exit code."""
    if not sys.flags.isolated:
        _start_anew(os.environ)
    from squash.settings.runner import INPUT, is_secret, is_step, names_of

    secret = {name: text for name, text in os.environ.items() if is_secret(name)}
    if secret:
        sys.stdout.write(f"Variables that nobody gets: {names_of(secret)}\n")
        sys.stdout.flush()
        others = {name: text for name, text in os.environ.items() if name not in secret}
        _start_anew(others | _handed(secret))
    _complete_path()
    asked = is_step(os.environ) or any(name.startswith(INPUT) for name in os.environ)
    return _action() if asked and len(sys.argv) == 1 else _command_line()


def _command_line() -> int:
    from squash.cli import main as command_line
    from squash.settings.options import CONTAINER

    command_line(CONTAINER)
    return 0


def _action() -> int:
    from squash.cli import run
    from squash.outside.memory import seldom_collected
    from squash.settings.inputs import command_of, project_of, read_inputs
    from squash.settings.options import CONTAINER

    workspace = os.environ.get("GITHUB_WORKSPACE")
    if workspace and Path(workspace).is_dir():
        os.chdir(workspace)
    inputs = read_inputs(os.environ)
    with seldom_collected():
        return run(command_of(inputs), project_of(inputs), inputs=inputs, defaults=CONTAINER)


def _handed(secret: Mapping[str, str]) -> dict[str, str]:
    """The variable that leads to the token, which leaves the environment by memory alone."""
    from squash.outside.handover import hand_over
    from squash.settings.token import HANDED, NAMES

    tokens = {name: secret[name] for name in NAMES if name in secret}
    return {HANDED: hand_over(tokens)} if tokens else {}


def _complete_path() -> None:
    """Whatever PATH a workflow gives, the system's own programs are found behind it."""
    given = os.environ.get("PATH", "").split(os.pathsep)
    system = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"]
    os.environ["PATH"] = os.pathsep.join(
        [*(each for each in given if each), *(each for each in system if each not in given)]
    )


def _start_anew(variables: Mapping[str, str]) -> NoReturn:
    """Become the same program again, with these variables alone."""
    arguments = [sys.executable, *OURS, str(HERE), *sys.argv[1:]]
    os.execve(sys.executable, arguments, dict(variables))


if __name__ == "__main__":
    sys.exit(main())
