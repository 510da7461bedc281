"""A runner of GitHub, as far as a container action sees it: its folders and its docker line."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

TOKEN = "ghs_" + "5EcReT" * 6
FILES = ("OUTPUT", "STEP_SUMMARY", "ENV", "PATH", "STATE")
_HEREDOC = re.compile(
    r"^(?P<name>[\w-]+)<<(?P<mark>\S+)\n(?P<value>.*?)\n?(?P=mark)$", re.MULTILINE | re.DOTALL
)
_HEADER = f"AUTHORIZATION: basic {TOKEN}"


@dataclass(frozen=True, slots=True)
class Finished:
    """What a run of the action left.

    Parameters
    ----------
    code : its exit code
    log : what it printed
    outputs : of the step, by name
    summary : of the step
    """

    code: int
    log: str
    outputs: Mapping[str, str]
    summary: str


@dataclass(frozen=True, slots=True)
class Runner:
    """The folders of one job on a runner, all of them owned by one account.

    Parameters
    ----------
    root : folder of the runner's work
    owner : user id and group id of the account
    host : DOCKER_HOST
    """

    root: Path
    owner: int
    host: str

    @property
    def workspace(self) -> Path:
        """The checkout."""
        return self.root / "repo" / "repo"

    @property
    def temp(self) -> Path:
        """The runner's folder for temporary files, which holds its other folders."""
        return self.root / "_temp"

    @property
    def commands(self) -> Path:
        """The folder of the files that the runner reads after a step."""
        return self.temp / "_runner_file_commands"

    def check_out(self, project: Path, *, layout: str = "") -> None:
        """Lay out a job: a checkout of a project, and its token as actions/checkout keeps it.

        Parameters
        ----------
        layout : ``v5`` (the token in .git/config), ``v6`` (in an included file) or none
        """
        shutil.copytree(project, self.workspace, ignore=shutil.ignore_patterns("__pycache__"))
        self.git("init", "--quiet", "--initial-branch", "main")
        self.git("add", ".")
        self.git("commit", "--quiet", "--message", "All of it")
        self.git("remote", "add", "origin", "https://github.com/org/shop")
        for name in ("_github_home", "_github_workflow", "_runner_file_commands"):
            (self.temp / name).mkdir(parents=True)
        (self.temp / "_github_workflow" / "event.json").write_text("{}")
        for name in FILES:
            (self.commands / f"set_{name.lower()}").touch()
        key = "http.https://github.com/.extraheader"
        if layout == "v5":
            self.git("config", key, _HEADER)
        elif layout == "v6":
            kept = self.temp / "git-credentials-1f0c.config"
            self.git("config", "--file", str(kept), key, _HEADER)
            condition = "includeIf.gitdir:/github/workspace/.git.path"
            self.git("config", condition, f"/github/runner_temp/{kept.name}")
        for each in (self.root, *self.root.rglob("*")):
            os.lchown(each, self.owner, self.owner)

    def git(self, *arguments: str) -> str:
        """Run git in the checkout; it may write its index, as whoever we are."""
        config = [
            "-c",
            "safe.directory=*",
            "-c",
            "user.name=Test",
            "-c",
            "user.email=t@example.org",
        ]
        done = subprocess.run(
            ["git", *config, *arguments], cwd=self.workspace, check=True, capture_output=True,
            text=True,
        )  # fmt: skip
        return done.stdout

    def owners(self) -> set[tuple[int, int]]:
        """Owner and group of all that the job holds."""
        found = [each.lstat() for each in (self.root, *self.root.rglob("*"))]
        return {(status.st_uid, status.st_gid) for status in found}

    def modes(self) -> dict[str, int]:
        """The rights of everything that the job holds, by path."""
        return {
            str(each.relative_to(self.root)): each.lstat().st_mode
            for each in (self.root, *self.root.rglob("*"))
        }

    def run(
        self,
        image: str,
        inputs: Mapping[str, str],
        variables: Mapping[str, str] | None = None,
        *,
        user: str | None = None,
        network: str = "bridge",
    ) -> Finished:
        """Run the action by the line that the runner uses.

        Parameters
        ----------
        inputs : by name, as a workflow gives them
        variables : of the job, beside those that the runner sets
        user : the account that the container runs as, None for the image's own, as on GitHub
        network : ``host`` where it must reach servers of this machine
        """
        given = {
            **{f"INPUT_{name.upper().replace(' ', '_')}": text for name, text in inputs.items()},
            **self._variables(),
            **(variables or {}),
        }
        mounts = {
            self.host.removeprefix("unix://"): "/var/run/docker.sock",
            self.temp: "/github/runner_temp",
            self.temp / "_github_home": "/github/home",
            self.temp / "_github_workflow": "/github/workflow",
            self.commands: "/github/file_commands",
            self.workspace: "/github/workspace",
        }
        line = ["docker", "run", "--workdir", "/github/workspace", "--network", network, "--rm"]
        for name in given:
            line += ["-e", name]
        for place, inside in mounts.items():
            line += ["-v", f"{place}:{inside}"]
        line += ["--user", user] if user else []
        own = {"PATH": os.environ["PATH"], "DOCKER_HOST": self.host}
        # docker reads the values from its own variables: PATH is both, so it goes by `env`.
        docker = shutil.which("docker") or "docker"
        done = subprocess.run(
            [docker, *line[1:], image], env={**own, **given}, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, check=False,
        )  # fmt: skip
        outputs = (self.commands / "set_output").read_text()
        return Finished(
            done.returncode,
            done.stdout,
            {found["name"]: found["value"] for found in _HEREDOC.finditer(outputs)},
            (self.commands / "set_step_summary").read_text(),
        )

    def said(self) -> str:
        """All that the project's code printed, by the logs of the report."""
        logs = self.workspace / "alembic-squash-report" / "logs"
        return "".join(each.read_text() for each in sorted(logs.rglob("*.log")))

    def by_hand(self, image: str, *arguments: str, user: str | None = None) -> Finished:
        """Run the image as a person does, or another CI: a folder, a command, nothing else.

        Parameters
        ----------
        user : for ``docker run --user``, None for the image's own
        """
        line = ["docker", "run", "--rm", "-v", f"{self.workspace}:/project", "-w", "/project"]
        line += ["--user", user] if user else []
        done = subprocess.run(
            [*line, image, *arguments], env={**os.environ, "DOCKER_HOST": self.host},
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
        )  # fmt: skip
        return Finished(done.returncode, done.stdout, {}, "")

    @staticmethod
    def _variables() -> dict[str, str]:
        return {
            "HOME": "/github/home",
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_WORKSPACE": "/github/workspace",
            "GITHUB_REPOSITORY": "org/shop",
            "GITHUB_REF": "refs/heads/main",
            "GITHUB_SHA": "0" * 40,
            "GITHUB_EVENT_NAME": "push",
            "GITHUB_EVENT_PATH": "/github/workflow/event.json",
            "GITHUB_SERVER_URL": "https://github.com",
            "GITHUB_API_URL": "https://api.github.com",
            "GITHUB_TOKEN": TOKEN,
            "ACTIONS_RUNTIME_TOKEN": TOKEN,
            "ACTIONS_ID_TOKEN_REQUEST_TOKEN": TOKEN,
            "INPUT_TOKEN": TOKEN,
            "RUNNER_TEMP": "/github/runner_temp",
            "RUNNER_OS": "Linux",
            **{f"GITHUB_{name}": f"/github/file_commands/set_{name.lower()}" for name in FILES},
        }
