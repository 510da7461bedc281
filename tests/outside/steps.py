"""A step of a workflow: the entry point as a process of its own, beside what a runner sets up."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.runner import read_outputs

ENTRYPOINT = Path(__file__).resolve().parents[2] / "entrypoint.py"
TOKENS = {
    "GITHUB_TOKEN": "ghs_never-passed-on",
    "INPUT_TOKEN": "ghs_nor-this",
    "ACTIONS_RUNTIME_TOKEN": "eyJ-nor-this",
    "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "eyJ-nor-that",
    "ACTIONS_CACHE_URL": "https://cache.invalid/",
}


@dataclass(frozen=True)
class Ended:
    """A step that ended: exit code, what it printed, its outputs and its summary."""

    code: int
    log: str
    outputs: Mapping[str, str]
    summary: str


@dataclass
class Step:
    """A checkout and a runner's files beside it.

    Parameters
    ----------
    folder : an empty folder for both
    variables : of the step, besides those that a runner sets
    """

    folder: Path
    variables: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.workspace.mkdir()
        (self.folder / "commands").mkdir()

    @property
    def workspace(self) -> Path:
        """The checkout."""
        return self.folder / "workspace"

    def commit(self) -> None:
        """Make the checkout a repository that holds everything in it."""
        author = ("-c", "user.name=a", "-c", "user.email=a@example.invalid")
        for words in (("init", "-q"), ("add", "-A"), (*author, "commit", "-qm", "all")):
            subprocess.run(["git", *words], cwd=self.workspace, check=True)

    def run(
        self,
        inputs: Mapping[str, str] | None = None,
        *arguments: str,
        isolated: bool = True,
        **variables: str,
    ) -> Ended:
        """Run the entry point with these inputs, or these arguments."""
        output, summary = self._file("output"), self._file("summary")
        given = {f"INPUT_{name.upper()}": text for name, text in (inputs or {}).items()}
        environ = {
            **{name: text for name, text in os.environ.items() if name.startswith("COVERAGE_")},
            "HOME": os.environ.get("HOME", "/"),
            "PATH": os.environ["PATH"],
            "GITHUB_ACTIONS": "true",
            "GITHUB_WORKSPACE": str(self.workspace),
            "GITHUB_OUTPUT": str(output),
            "GITHUB_STEP_SUMMARY": str(summary),
            **TOKENS,
            **self.variables,
            **given,
            **variables,
        }
        flags = ["-I", "-u"] if isolated else []
        ended = subprocess.run(
            [sys.executable, *flags, str(ENTRYPOINT), *arguments],
            cwd=self.workspace,
            env=environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return Ended(
            ended.returncode, ended.stdout, read_outputs(output.read_text()), summary.read_text()
        )

    def _file(self, name: str) -> Path:
        path = self.folder / "commands" / name
        path.write_text("")
        return path
