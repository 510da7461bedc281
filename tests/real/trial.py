"""One trial: a published history squashed by the installed command, and judged without it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.real.after import Checkout, judge
from tests.real.projects import Package, interpreter, make_project, packages
from tests.real.servers import Server, at_hand, installed, start

COMMAND = Path(sys.executable).parent / "alembic-squash"
FEWER = "PUBLISHED_HISTORIES"
KEEP_ROWS = "PUBLISHED_HISTORIES_ROWS"


@dataclass(frozen=True, slots=True)
class Case:
    """A package, where it is cut, and the Postgres it is tried on."""

    package: Package
    cut: str
    major: int

    def __str__(self) -> str:
        """The case's name in a list of tests."""
        return f"{self.package.name}-{self.cut}-{self.major}"


def everything() -> bool:
    """Whether all packages are wanted on all majors at hand, by `PUBLISHED_HISTORIES=all`."""
    return os.environ.get(FEWER) == "all"


def cases(every: bool) -> tuple[Case, ...]:
    """All cases, or those of every run: the cheap packages on one major, each cut once."""
    majors = at_hand() if every else (_usual_major(),)
    return tuple(
        Case(package, cut, major)
        for package in packages()
        for cut in ("head", "near head")
        for major in majors
        if (every or cut in package.ci) and _serves(major, package)
    )


class Servers:
    """The servers of one run, each started when it is first asked for."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._started: dict[int, Server] = {}

    def __getitem__(self, major: int) -> Server:
        if major not in self._started:
            server = start(major)
            self._stack.callback(server.close)
            self._started[major] = server
        return self._started[major]


Squasher = Callable[[Case, Server, Path, Path], dict[str, Any]]


def run(case: Case, server: Server, folder: Path, squasher: Squasher) -> dict[str, Any]:
    """Squash the case's project below `folder` and judge it; one row of results."""
    old = Checkout(case.package, make_project(case.package, folder / "old"))
    new = Checkout(case.package, folder / "new")
    shutil.copytree(old.folder, new.folder, symlinks=True)
    began = time.monotonic()
    report = squasher(case, server, new.folder, folder / "report")
    took = round(time.monotonic() - began, 2)
    row = {
        "package": case.package.name,
        "version": case.package.version,
        "exercises": case.package.exercises,
        "where": case.cut,
        "postgres": server.major,
        "result": report.get("result"),
        "seconds squash": took,
    }
    if row["result"] != "squashed":
        return row | {"problems": [json.dumps(report.get("error") or report)[:2000]]}
    row |= {
        "volatile": [f"{rows['table']}.{name}" for rows in report.get("rows", ())
                     for name in rows["volatile"]],
        "worded": len(report.get("explained", ())),
    }  # fmt: skip
    return row | judge(server, old, new, _revision(case, old), everything())


def keep(case: Case, row: dict[str, Any]) -> None:
    """Leave the row in the folder that `PUBLISHED_HISTORIES_ROWS` names, if it names one."""
    folder = os.environ.get(KEEP_ROWS)
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        text = json.dumps(row, indent=1) + "\n"
        (Path(folder) / f"{case}.json".replace(" ", "-")).write_text(text, encoding="utf-8")


def squash(case: Case, server: Server, project: Path, reports: Path) -> dict[str, Any]:
    """What the installed command reports after squashing the project."""
    command = [
        str(COMMAND), "squash", str(project),
        "--revision", "head" if case.cut == "head" else case.package.near_head,
        "--python", str(interpreter(case.package)),
        "--report-dir", str(reports),
        "--env", "DATABASE_URL={url}",
    ]  # fmt: skip
    for name, value in case.package.environment.items():
        command += ["--env", f"{name}={value}"]
    command += ["--postgres-version", str(server.major)]
    if server.from_wheel:
        command += ["--postgres-bin", str(server.bin)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    report = reports / "report.json"
    if not report.exists():
        return {"result": None, "error": f"exit {done.returncode}: {done.stdout}{done.stderr}"}
    told: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    if done.returncode:
        told |= {"result": f"exit {done.returncode}"}
    return told


def _revision(case: Case, old: Checkout) -> str:
    return case.package.near_head if case.cut == "near head" else list(old.revisions())[-1]


def _usual_major() -> int:
    here = installed()
    return 15 if 15 in here else max(here, default=at_hand()[-1])


def _serves(major: int, package: Package) -> bool:
    """Whether a server of this major has what the package needs; the wheels have no ICU."""
    return "icu" not in package.needs or major in installed()
