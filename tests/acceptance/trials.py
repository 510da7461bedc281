"""A trial of one small history: the command line on a repository of it, then plain Alembic."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.real.oracle import differences, oracle, worded
from tests.real.servers import OWNER, Server

CASES = Path(__file__).parent / "cases"
REPORT = "alembic-squash-report"
SQUASH = Path(sys.executable).parent / "alembic-squash"
TOOL = "ALEMBIC_SQUASH_"

# Upgrade a database to the cut, copy it, and upgrade the copy to the heads.
PLAIN = """
import os, subprocess, sys
from alembic import command
from alembic.config import Config
cut, first, second, *copy = sys.argv[1:]
for target, url in ((cut, first), ("heads", second)):
    os.environ["DATABASE_URL"] = url
    if target == "heads":
        subprocess.run(copy, check=True)
    command.upgrade(Config("alembic.ini"), target)
"""


@dataclass(frozen=True, slots=True)
class Trial:
    """What the tool did to one case.

    Parameters
    ----------
    case : what case.toml holds
    code : the exit code
    output : all it printed
    report : report.json; empty where there is none
    before, after : hashes of the checkout's files by path
    status : what git says of the checkout
    new : the facts of the new folder's databases, by plain Alembic, which differ from the old's
    """

    case: Mapping[str, Any]
    code: int
    output: str
    report: Mapping[str, Any]
    before: Mapping[str, str]
    after: Mapping[str, str]
    status: str
    new: Mapping[str, list[str]]

    @property
    def said(self) -> str:
        """All that a person gets to read, with the baseline where one was written."""
        return self.output + json.dumps(self.report, ensure_ascii=False)


def names() -> list[str]:
    """All cases."""
    return sorted(path.parent.name for path in CASES.glob("*/case.toml"))


def read_case(name: str) -> Mapping[str, Any]:
    """What a case's case.toml holds."""
    return tomllib.loads((CASES / name / "case.toml").read_text(encoding="utf-8"))


def attempt(name: str, folder: Path, server: Server) -> Trial:
    """Squash one case in a repository of its own, and judge what came out of it."""
    case = read_case(name)
    project = repository(name, folder)
    before = files(project)
    done = squash(project, case["revision"], role=case.get("role", "auto"))
    report = project / REPORT / "report.json"
    found = json.loads(report.read_text(encoding="utf-8")) if report.exists() else {}
    baseline = project / (found.get("baseline") or {}).get("path", REPORT)
    written = baseline.read_text(encoding="utf-8") if baseline.is_file() else ""
    squashed = found.get("result") == "squashed"
    return Trial(
        case,
        done.returncode,
        done.stdout + done.stderr + written,
        found,
        before,
        files(project),
        git(project, "status", "--porcelain"),
        judge(name, project, found, server, superuser="role" in case) if squashed else {},
    )


def repository(name: str, folder: Path) -> Path:
    """A case as a git repository with one commit."""
    project = folder / name
    shutil.copytree(CASES / name, project, ignore=shutil.ignore_patterns("__pycache__"))
    git(project, "init", "--quiet", "--initial-branch=main")
    git(project, "add", "--all")
    git(project, "commit", "--quiet", "--message=The history")
    return project


def squash(project: Path, revision: str, *, role: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a person would."""
    command = [str(SQUASH), "squash", str(project), "--python", sys.executable]
    command += ["--env", "DATABASE_URL={url}", "--role", role, "--revision", revision]
    command += ["--report-dir", str(project / REPORT)]
    environ = {key: value for key, value in os.environ.items() if not key.startswith(TOOL)}
    return subprocess.run(
        command, cwd=project, env=environ, capture_output=True, text=True, check=False
    )


def git(project: Path, *arguments: str) -> str:
    """What git prints; with nobody's configuration."""
    who = ("-c", "user.name=somebody", "-c", "user.email=somebody@example.org")
    environ = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    command = ["git", *who, *arguments]
    done = subprocess.run(
        command, cwd=project, env=environ, capture_output=True, text=True, check=True
    )
    return done.stdout


def files(project: Path) -> dict[str, str]:
    """Hashes of all files of a checkout but git's own and the report, by path."""
    return {
        path.relative_to(project).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(project.rglob("*"))
        if path.is_file() and not {".git", REPORT} & {*path.relative_to(project).parts}
    }


def judge(
    name: str, project: Path, report: Mapping[str, Any], server: Server, *, superuser: bool
) -> dict[str, list[str]]:
    """What plain Alembic makes of the two folders: all that differs, at the cut and the heads."""
    volatile = {row["table"].rpartition(".")[2]: tuple(row["volatile"]) for row in report["rows"]}
    cut = report["cut"]["id"]
    sides = {
        side: _upgrade(f"{name}_{side}", folder, cut, server, superuser)
        for side, folder in (("old", CASES / name), ("new", project))
    }
    found = {}
    for place, old, new in zip(("cut", "heads"), sides["old"], sides["new"], strict=True):
        lines = differences(worded(server, old, volatile), worded(server, new, volatile))
        if lines:
            lines = differences(oracle(server, old, volatile), oracle(server, new, volatile))
        found[place] = lines
    server.drop(*sides["old"], *sides["new"])
    return found


def _upgrade(
    label: str, folder: Path, cut: str, server: Server, superuser: bool
) -> tuple[str, str]:
    """Names of the databases that a folder makes: one at the cut, one at the heads."""
    role = "postgres" if superuser else OWNER
    at_cut, at_heads = server.create(f"{label}_cut", role), f"{label}_heads"
    copy = [
        f"DROP DATABASE IF EXISTS {at_heads};",
        f"CREATE DATABASE {at_heads} TEMPLATE {at_cut};",
    ]
    client = [str(server.bin / "psql"), "-h", str(server.folder), "-qXU", "postgres", "postgres"]
    urls = [server.url("psycopg2", role, each) for each in (at_cut, at_heads)]
    if not superuser:
        copy.append(f"ALTER DATABASE {at_heads} OWNER TO {OWNER};")
    program = [sys.executable, "-c", PLAIN, cut, *urls, *client]
    program += [word for statement in copy for word in ("-c", statement)]
    environ = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        program, cwd=folder, env=environ, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"plain Alembic in {folder}: {done.stderr[-2000:]}")
    return at_cut, at_heads
