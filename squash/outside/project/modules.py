"""The modules that the project's interpreter has: it is asked, and imports none of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from squash.outside import process
from squash.outside.account import User
from squash.outside.project.python import no_interpreter

LOOKUP = Path(__file__).parent / "child" / "lookup.py"
_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What an interpreter said.

    Parameters
    ----------
    missing : by the modules it lacks, the outermost package of each that it lacks
    version : its own
    """

    missing: Mapping[str, str]
    version: tuple[int, ...]


def ask(
    python: Path,
    modules: Iterable[str],
    folders: Sequence[Path],
    variables: Mapping[str, str],
    user: User | None = None,
) -> Answer | None:
    """Ask an interpreter which modules it lacks; None where it cannot say.

    Parameters
    ----------
    python : the interpreter
    modules : dotted names; below an ordinary package only the package itself is looked for
    folders : of the project's own modules; the first is its current folder
    variables : its environment
    user : the account it runs as, None for ours

    Raises ``ProjectError`` where it cannot be started.
    """
    asked = {"modules": list(modules), "folders": [str(each) for each in folders]}
    done = process.run(
        [str(python), str(LOOKUP)], env=variables, cwd=folders[0], user=user, check=False,
        stdin=json.dumps(asked).encode(), timeout=_SECONDS, error=no_interpreter,
    )  # fmt: skip
    try:
        # Whatever a site module prints comes first.
        said = json.loads(done.text.strip().splitlines()[-1])
        return Answer(dict(said["missing"]), tuple(said["version"]))
    except (IndexError, KeyError, TypeError, ValueError):
        return None
