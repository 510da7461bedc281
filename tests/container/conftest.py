"""What the tests of the container share: an engine, and the image built on it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.container.runner import Runner

TOP = Path(__file__).resolve().parents[2]
ENGINE = Path(__file__).with_name("engine.sh")
IMAGE = "alembic-squash-action:tested"
SHOP = TOP / "examples" / "shop"

Build = Callable[..., None]
NewRunner = Callable[..., Runner]


@pytest.fixture(scope="session")
def host() -> str:
    """The address of an engine that runs and has the base images."""
    for command in ("start", "base"):
        subprocess.run([str(ENGINE), command], check=True)
    done = subprocess.run([str(ENGINE), "address"], check=True, capture_output=True, text=True)
    return done.stdout.strip()


@pytest.fixture(scope="session")
def build(host: str) -> Build:
    """Give a function that builds an image from a folder."""

    def run(tag: str, folder: Path, *options: str) -> None:
        # BuildKit is a plug-in that not every engine has.
        env = {**os.environ, "DOCKER_HOST": host, "DOCKER_BUILDKIT": "0"}
        command = ["docker", "build", "--tag", tag, *options, str(folder)]
        done = subprocess.run(
            command, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout[-4000:]

    return run


@pytest.fixture(scope="session")
def image(build: Build) -> str:
    """The image of this checkout."""
    build(IMAGE, TOP)
    return IMAGE


@pytest.fixture
def new_runner(host: str, tmp_path: Path) -> NewRunner:
    """Give a function that lays out a job with a checkout of a project."""

    def make(owner: int = 1001, project: Path = SHOP, *, layout: str = "") -> Runner:
        # A runner's folders can be entered by everybody; those of pytest cannot.
        for folder in (tmp_path, *tmp_path.parents):
            if folder.is_relative_to("/tmp/pytest-of-root"):
                folder.chmod(0o755)
        runner = Runner(tmp_path / "work", owner, host)
        runner.check_out(project, layout=layout)
        return runner

    return make
