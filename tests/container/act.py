"""act: runs workflows in containers, with a checkout that is a copy of a folder."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

TOOLS = Path(__file__).resolve().parents[2] / "build" / "tools" / "bin"
RUNNER_IMAGE = "alembic-squash-runner"


@dataclass(frozen=True, slots=True)
class Job:
    """What a run of a workflow left: its exit code and all that it printed."""

    code: int
    log: str

    def said(self, text: str) -> bool:
        """Whether a line of a step holds a text."""
        return any(text in line for line in self.log.splitlines())


def run(
    folder: Path,
    event: str,
    workflow: Path,
    *options: str,
    host: str,
    home: Path,
) -> Job:
    """Run a workflow for an event.

    Parameters
    ----------
    folder : what is checked out, a repository
    event : ``pull_request``, ``schedule``, ``workflow_dispatch``
    workflow : its file
    options : further ones of act
    host : of the engine
    home : folder for the runner's own files
    """
    command = [
        str(TOOLS / "act"), event, "--workflows", str(workflow), "--pull=false", "--rm",
        "--platform", f"ubuntu-latest={RUNNER_IMAGE}", "--container-daemon-socket", "-", *options,
    ]  # fmt: skip
    env = {
        "PATH": os.environ["PATH"],
        "DOCKER_HOST": host,
        "HOME": str(home),
        "XDG_CACHE_HOME": str(home / "cache"),
    }
    done = subprocess.run(
        command, cwd=folder, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, check=False, timeout=600,
    )  # fmt: skip
    return Job(done.returncode, done.stdout)


def repository(folder: Path, source: Path, files: list[str] | None = None) -> Path:
    """A repository of one commit with a copy of some files, or of a whole folder."""
    if files is None:
        shutil.copytree(source, folder, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        for name in files:
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source / name, target)
    for arguments in (
        ("init", "--quiet", "--initial-branch", "main"),
        ("remote", "add", "origin", "https://github.com/org/shop"),
        ("add", "--all"),
        ("commit", "--quiet", "--message", "All of it"),
    ):
        git(folder, *arguments)
    return folder


def git(folder: Path, *arguments: str) -> str:
    """Run git in a folder."""
    identity = ["-c", "user.name=Test", "-c", "user.email=t@example.org"]
    done = subprocess.run(
        ["git", *identity, *arguments], cwd=folder, check=True, capture_output=True, text=True
    )
    return done.stdout
