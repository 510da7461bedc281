"""Reading: how long `plan` takes for a history of ten thousand files."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from bench.measure import Run, run

FILES = 10_000
_STEP = "    op.add_column('t', sa.Column('c{n}', sa.Integer()))\n"


def plans(folder: Path, runs: int) -> list[Run]:
    """Whole runs of `alembic-squash plan` on a linear history of files of 1 KB.

    Parameters
    ----------
    folder : an empty one, for the project
    """
    versions = folder / "migrations" / "versions"
    versions.mkdir(parents=True)
    (folder / "alembic.ini").write_text("[alembic]\nscript_location = migrations\n")
    (folder / "migrations" / "env.py").write_text("")
    body = "".join(_STEP.format(n=n) for n in range(17))
    for number in range(FILES):
        down = repr(f"{number - 1:08}") if number else None
        head = f"revision = '{number:08}'\ndown_revision = {down}\n\ndef upgrade():\n"
        (versions / f"{number:08}.py").write_text(head + body)
    command = [str(Path(sys.executable).parent / "alembic-squash"), "plan", "."]
    log = folder.with_suffix(".log")
    return [run(command, cwd=folder, env=os.environ, log=log) for _ in range(runs)]
