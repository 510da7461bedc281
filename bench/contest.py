"""A contest: every command of one subject, several times, one after the other in turn."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.measure import Run, Spread, run
from bench.script import Scripted, scripted
from bench.server import Server
from bench.subjects import Subject


@dataclass(slots=True)
class Contest:
    """What the commands of one subject took.

    Parameters
    ----------
    subject : the project
    plain : plain upgrades of the history
    squash : whole proved squashes of it
    script : runs of the shell-script method
    after : plain upgrades of the squashed history
    reports : the report of each squash
    """

    subject: Subject
    plain: list[Run] = field(default_factory=list)
    squash: list[Run] = field(default_factory=list)
    script: list[Scripted] = field(default_factory=list)
    after: list[Run] = field(default_factory=list)
    reports: list[dict[str, Any]] = field(default_factory=list)

    def ratio(self, above: list[Run], below: list[Run], figure: Callable[[Run], float]) -> Spread:
        """The ratio of two commands, pair by pair: what ran side by side is compared."""
        return Spread.of([figure(a) / figure(b) for a, b in zip(above, below, strict=True)])

    def steps(self) -> dict[str, Spread]:
        """Seconds by step of the squash."""
        names = [each["step"] for each in self.reports[0]["timings"]]
        times = [{t["step"]: t["seconds"] for t in each["timings"]} for each in self.reports]
        return {name: Spread.of([each[name] for each in times]) for name in names}


def contest(subject: Subject, server: Server, work: Path, say: Callable[[str], None]) -> Contest:
    """Run all commands of a subject in turn.

    Parameters
    ----------
    work : a folder for copies of the project
    say : takes a line of progress

    Raises ``Failed`` where an upgrade or a squash does.
    """
    found = Contest(subject)
    warm = work / "plain"
    shutil.copytree(subject.folder, warm)
    _upgrade(subject, warm, server)
    for number in range(subject.runs):
        fresh = work / f"squash-{number}"
        shutil.copytree(subject.folder, fresh)
        found.plain.append(_upgrade(subject, warm, server))
        found.squash.append(_squash(subject, fresh, found))
        found.script.append(scripted(subject, warm, work / f"script-{number}", server))
        if number == 0:
            _upgrade(subject, fresh, server)
            squashed = fresh
        found.after.append(_upgrade(subject, squashed, server))
        plain, squash = found.plain[-1], found.squash[-1]
        say(
            f"{subject.name}: plain {plain.wall:.1f} s (cpu {plain.cpu:.1f}), "
            f"squash {squash.wall:.1f} s (cpu {squash.cpu:.1f}, {squash.peak:.0f} MB)"
        )
    return found


def _upgrade(subject: Subject, folder: Path, server: Server) -> Run:
    """One plain upgrade of an empty database to the heads."""
    with server.database() as scratch:
        return run(
            subject.alembic("upgrade", "heads"),
            cwd=folder,
            env=subject.variables(scratch.migrating.url),
            log=folder.with_suffix(".log"),
            postmaster=server.postmaster,
        )


def _squash(subject: Subject, folder: Path, found: Contest) -> Run:
    """One whole squash of a fresh copy, its report kept."""
    reports = folder.with_suffix(".report")
    command = subject.squash("--report-dir", str(reports))
    used = run(command, cwd=folder, env=os.environ, log=folder.with_suffix(".log"))
    report = json.loads((reports / "report.json").read_text(encoding="utf-8"))
    if report["result"] != "squashed" or not report["equivalent"]:
        raise AssertionError(f"{subject.name}: {report['result']}")
    found.reports.append(report)
    return used
