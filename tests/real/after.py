"""What must hold after a squash, found out with plain Alembic and psql alone."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.real.oracle import Facts, differences, oracle, worded
from tests.real.projects import Package, interpreter
from tests.real.servers import DRIVERS, OTHER, OWNER, Server

GRAPH = """
import json
from alembic.config import Config
from alembic.script import ScriptDirectory
revisions = list(ScriptDirectory.from_config(Config("alembic.ini")).walk_revisions())
downs = [[r.revision, list(r._all_down_revisions), r.path] for r in reversed(revisions)]
print(json.dumps(downs))
"""
# The verb is the function's own name, which a decorator may have changed.
EXECUTED = re.compile(r"^Running \w+ .*?-> ([^,\n]+)", re.MULTILINE)


class DidNotRun(Exception):
    """Alembic or psql ended with an error; its last lines."""


@dataclass(frozen=True, slots=True)
class Checkout:
    """A project's folder and the interpreters to run it with."""

    package: Package
    folder: Path

    def revisions(self, driver: str = "psycopg2") -> dict[str, tuple[str, ...]]:
        """What every revision stands on, by id, in an order to execute them in."""
        done = self._python(driver, "-c", GRAPH)
        return {name: tuple(down) for name, down, _ in json.loads(done.stdout)}

    def alone(self, revision: str, folder: Path) -> Checkout:
        """A copy of the project in the new `folder` with no revision file but this one."""
        shutil.copytree(self.folder, folder, symlinks=True)
        for name, _, path in json.loads(self._python("psycopg2", "-c", GRAPH).stdout):
            if name != revision:
                (folder / Path(path).relative_to(self.folder)).unlink()
        return Checkout(self.package, folder)

    def upgrade(self, target: str, url: str, driver: str = "psycopg2") -> tuple[str, ...]:
        """Run `alembic upgrade target`; the revisions it executed."""
        done = self._python(driver, "-m", "alembic", "upgrade", target, url=url)
        return tuple(EXECUTED.findall(done.stderr))

    def sql(self, target: str) -> str:
        """What `alembic upgrade target --sql` prints."""
        url = "postgresql+psycopg2://nobody@/nowhere?host=/nonexistent"
        arguments = ("-m", "alembic", "upgrade", target, "--sql")
        return self._python("psycopg2", *arguments, url=url).stdout

    def _python(
        self, driver: str, *arguments: str, url: str = ""
    ) -> subprocess.CompletedProcess[str]:
        environment = {
            **os.environ,
            **self.package.environment,
            "DATABASE_URL": url,
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        command = [str(interpreter(self.package, driver)), *arguments]
        done = subprocess.run(
            command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise DidNotRun(done.stderr.strip()[-400:])
        return done


@dataclass(slots=True)
class Trial:
    """The old folder, the new one and the databases both made, on one server."""

    server: Server
    old: Checkout
    new: Checkout
    cut: str
    row: dict[str, Any]
    thorough: bool
    before: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    kept: tuple[str, ...] = ()
    at_cut: Facts = field(default_factory=dict)
    at_heads: Facts = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    made: list[str] = field(default_factory=list)

    def database(self, label: str, owner: str = OWNER, template: str = "template0") -> str:
        """A new database of this trial; its name."""
        self.made.append(label)
        return self.server.create(label, owner, template)

    def url(self, database: str, driver: str = "psycopg2", role: str = OWNER) -> str:
        """Where Alembic finds it."""
        return self.server.url(driver, role, database)

    def same(self, what: str, before: Facts, after: Facts) -> bool:
        """Whether they are equal; what differs is a problem."""
        found = differences(before, after)
        self.problems += [f"{what}: {line}" for line in found[:20]]
        return not found

    def executed(self, what: str, expected: Iterable[str], executed: tuple[str, ...]) -> bool:
        """Whether exactly the expected revisions were executed; others are a problem."""
        fine = sorted(expected) == sorted(executed)
        if not fine:
            self.problems.append(f"{what}: executed {executed}, expected {sorted(expected)}")
        return fine

    def facts(self, database: str, roles: Mapping[str, str] | None = None) -> Facts:
        """Everything, expressions as they are: for two databases made by the same statements."""
        return worded(self.server, database, self.old.package.volatile, roles)

    def oracle(self, database: str) -> Facts:
        """Everything, expressions after a dump and a load."""
        return oracle(self.server, database, self.old.package.volatile)


def judge(
    server: Server, old: Checkout, new: Checkout, cut: str, thorough: bool = False
) -> dict[str, Any]:
    """Every check of a squash of `old` to `new` at the revision `cut`, as one row of results.

    `row["problems"]` is a list of sentences, empty where all held. Databases are dropped.
    Where a run to the heads shows what a run to the cut would, only `thorough` does both.
    """
    row: dict[str, Any] = {"cut": cut}
    trial = Trial(server, old, new, cut, row, thorough)
    try:
        _read(trial)
        _stand(trial)
        _start_anew(trial)
        if trial.problems and not thorough:
            return row | {"problems": trial.problems}  # What is wrong already stays wrong.
        with ThreadPoolExecutor(2) as pool:
            checks = [pool.submit(_drivers, trial), pool.submit(_in_other_ways, trial)]
        for check in checks:
            check.result()
    except DidNotRun as error:
        trial.problems.append(str(error))
    finally:
        server.drop(*trial.made)
    return row | {"problems": trial.problems}


def _read(trial: Trial) -> None:
    """Alembic loads the new folder: the cut stands on nothing, and what was kept is there."""
    trial.before, after = trial.old.revisions(), trial.new.revisions()
    trial.kept = tuple(name for name in after if name != trial.cut)
    removed = _ancestors(trial.before, {trial.cut})
    if after.get(trial.cut) != () or set(trial.kept) != set(trial.before) - removed:
        trial.problems.append(f"the folder holds {after}")
    trial.row |= {
        "before": len(trial.before),
        "removed": len(removed),
        "kept": len(trial.kept),
    }


def _in_other_ways(trial: Trial) -> None:
    _offline(trial)
    _another_role(trial)
    _go_on(trial)


def _stand(trial: Trial) -> None:
    """Databases made with the old folder: at the cut, in the middle of the kept, at the heads."""
    at_heads = trial.database("old_heads")
    took = _timed(lambda: trial.old.upgrade("heads", trial.url(at_heads)))
    trial.row["seconds before"] = took
    if not trial.kept:
        trial.database("old_cut", template=at_heads)
        return
    at_cut = trial.database("old_cut")
    trial.old.upgrade(trial.cut, trial.url(at_cut))
    between = trial.database("old_between", template=at_cut)
    trial.old.upgrade(_middle(trial), trial.url(between))


def _start_anew(trial: Trial) -> None:
    """The new folder on an empty database gives what the old one gave, at the cut and the heads."""
    at_heads = trial.database("new_heads")
    took = _timed(lambda: trial.new.upgrade("heads", trial.url(at_heads)))
    trial.row["seconds after"] = took
    at_cut = trial.database("new_cut", template="template0" if trial.kept else at_heads)
    if trial.kept:
        executed = trial.new.upgrade(trial.cut, trial.url(at_cut))
        trial.executed("an empty database to the cut", (trial.cut,), executed)
        trial.same("at the heads", trial.oracle("old_heads"), trial.oracle(at_heads))
    old = trial.oracle("old_cut")
    trial.same("at the cut", old, trial.oracle(at_cut))
    trial.row["objects"] = len(old["relations"]) + len(old["constraints"]) + len(old["types"])
    trial.row["rows"] = sum(table["count"] for table in old["rows"]) - 1
    trial.at_cut, trial.at_heads = trial.facts(at_cut), trial.facts(at_heads)


def _drivers(trial: Trial) -> None:
    """To the cut with every driver; to the heads with those the old folder works with."""
    found = {driver: _driver(trial, driver) for driver in DRIVERS if driver != "psycopg2"}
    found["psycopg2"] = (True, True)
    trial.row["drivers to the cut"] = [driver for driver in DRIVERS if found[driver][0]]
    trial.row["drivers to the heads"] = [driver for driver in DRIVERS if found[driver][1]]


def _driver(trial: Trial, driver: str) -> tuple[bool, bool]:
    """Whether this driver gets an empty database to the cut, and to the heads."""
    to_heads = _reaches(trial, driver, "heads", trial.at_heads)
    if to_heads is None:
        _excuse(trial, driver)
    if to_heads is not None and not (trial.thorough and trial.kept):
        return to_heads, to_heads
    to_cut = _reaches(trial, driver, trial.cut, trial.at_cut)
    if to_cut is None and not _loads(trial.old, driver):
        folder = trial.new.folder.with_name(f"alone_{driver}")
        alone = trial.new.alone(trial.cut, folder)
        to_cut = _reaches(trial, driver, trial.cut, trial.at_cut, alone)
    if to_cut is None:
        trial.problems.append(f"{driver} does not reach the cut")
    return bool(to_cut), bool(to_heads)


def _excuse(trial: Trial, driver: str) -> None:
    """A driver need not reach the heads where it does not with the old folder either."""
    if driver in trial.old.package.drivers:
        trial.problems.append(f"{driver} does not reach the heads")
        return
    try:
        trial.old.upgrade("heads", trial.url(trial.database(f"old_{driver}"), driver), driver)
    except DidNotRun as error:
        excuses = trial.row.setdefault("why not by driver", {})
        excuses[driver] = str(error).splitlines()[-1]
    else:
        trial.problems.append(f"{driver} reaches the heads with the old folder only")


def _loads(checkout: Checkout, driver: str) -> bool:
    """Whether the libraries this driver needs can so much as import the revision files."""
    try:
        checkout.revisions(driver)
    except DidNotRun:
        return False
    return True


def _reaches(
    trial: Trial, driver: str, target: str, expected: Facts, checkout: Checkout | None = None
) -> bool | None:
    """Whether an empty database taken to `target` is as expected; None where it does not run."""
    database = trial.database(f"new_{driver}")
    try:
        (checkout or trial.new).upgrade(target, trial.url(database, driver), driver)
    except DidNotRun:
        return None
    return trial.same(f"{driver} to {target}", expected, trial.facts(database))


def _offline(trial: Trial) -> None:
    """The printed SQL through psql, to the heads where that works with the old folder."""
    to_heads = False
    if trial.kept:
        try:
            _load(trial, trial.old.sql(f"{trial.cut}:heads"), template="old_cut")
        except DidNotRun as error:
            trial.row["why not offline"] = str(error).splitlines()[-1]
        else:
            to_heads = _through_psql(trial, "heads", trial.at_heads)
    if to_heads and not trial.thorough:
        to_cut = True
    else:
        to_cut = _through_psql(trial, trial.cut, trial.at_cut)
    trial.row["offline to the cut"] = to_cut
    trial.row["offline to the heads"] = to_heads if trial.kept else to_cut


def _through_psql(trial: Trial, target: str, expected: Facts) -> bool:
    try:
        database = _load(trial, trial.new.sql(target))
    except DidNotRun as error:
        trial.problems.append(f"offline to {target}: {error}")
        return False
    return trial.same(f"offline to {target}", expected, trial.facts(database))


def _load(trial: Trial, text: str, template: str = "template0") -> str:
    database = trial.database("printed", template=template)
    try:
        trial.server.psql(text, database, role=OWNER)
    except RuntimeError as error:
        raise DidNotRun(str(error)) from error
    return database


def _another_role(trial: Trial) -> None:
    """Another owner, no superuser, gets the same dump but for its name."""
    database = trial.database("of_another", owner=OTHER)
    url, roles = trial.url(database, role=OTHER), {OTHER: OWNER}
    trial.new.upgrade(trial.cut, url)
    own, other = trial.server.dump("new_cut"), trial.server.dump(database)
    fine = own.replace(OWNER, OTHER) == other
    if not fine:
        trial.problems.append("under another role the dump differs at the cut")
    fine &= trial.same("another role", trial.at_cut, trial.facts(database, roles))
    if trial.kept and trial.thorough:
        trial.new.upgrade("heads", url)
        facts = trial.facts(database, roles)
        fine &= trial.same("another role at the heads", trial.at_heads, facts)
    trial.row["another role"] = fine


def _go_on(trial: Trial) -> None:
    """Databases the old folder left behind execute the kept revisions, and nothing else."""
    wanted = trial.facts("old_heads")
    stood = {"old_cut": set(trial.kept)}
    if trial.kept:
        passed = _ancestors(trial.before, {_middle(trial)})
        stood |= {"old_between": set(trial.kept) - passed, "old_heads": set()}
    fine = True
    for database, missing in stood.items():
        executed = trial.new.upgrade("heads", trial.url(database))
        fine &= trial.executed(database, missing, executed)
        fine &= trial.same(f"{database} at the heads", wanted, trial.facts(database))
    trial.row["standing databases"] = fine


def _middle(trial: Trial) -> str:
    """A kept revision between the cut and the heads."""
    order = [name for name in trial.before if name in trial.kept]
    return order[(len(order) - 1) // 2]


def _ancestors(graph: Mapping[str, tuple[str, ...]], names: set[str]) -> set[str]:
    """The revisions and all they stand on."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += graph[name]
    return found


def _timed(work: Callable[[], object]) -> float:
    start = time.monotonic()
    work()
    return round(time.monotonic() - start, 2)
