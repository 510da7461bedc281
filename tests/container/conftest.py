"""What the tests of the container share: an engine, the image built on it, and its release."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.container import act
from tests.container.runner import Runner

TOP = Path(__file__).resolve().parents[2]
ENGINE = Path(__file__).with_name("engine.sh")
IMAGE = "alembic-squash-action:tested"
SHOP = TOP / "examples" / "shop"
EXAMPLES = TOP / "examples" / "workflows"
ACTION = "org/alembic-squash-action@v1"

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


@pytest.fixture(scope="session")
def jobs(build: Build, image: str) -> None:
    """Image of the steps of a job."""
    assert image == IMAGE
    build(act.RUNNER_IMAGE, Path(__file__).with_name("images") / "runner")


@pytest.fixture(scope="session")
def released(tmp_path_factory: pytest.TempPathFactory, host: str, image: str) -> Path:
    """The action as a release has it: the commit of its tag, and the image that it names."""
    folder = checkout(tmp_path_factory.mktemp("released") / "action")
    version = next(
        line.split('"')[1]
        for line in (TOP / "pyproject.toml").read_text().splitlines()
        if line.startswith("version = ")
    )
    identity = {"GIT_AUTHOR_NAME": "Test", "GIT_AUTHOR_EMAIL": "t@example.org"}
    identity |= {"GIT_COMMITTER_NAME": "Test", "GIT_COMMITTER_EMAIL": "t@example.org"}
    subprocess.run(
        ["release/tag.sh", f"v{version}"], cwd=folder, check=True, env={**os.environ, **identity}
    )
    assert act.git(folder, "status", "--porcelain") == ""
    assert act.git(folder, "diff", "--name-only", "HEAD", f"v{version}") == "action.yml\n"
    act.git(folder, "checkout", "--quiet", f"v{version}")
    name = f"ghcr.io/org/alembic-squash-action:v{version}"
    assert f"image: docker://{name}\n" in (folder / "action.yml").read_text()
    subprocess.run(
        ["docker", "tag", image, name], check=True, env={**os.environ, "DOCKER_HOST": host}
    )
    return folder


def checkout(folder: Path) -> Path:
    """A repository of this checkout's files, as they are now."""
    listed = act.git(TOP, "ls-files", "--cached", "--others", "--exclude-standard")
    there = [name for name in listed.splitlines() if (TOP / name).is_file()]
    return act.repository(folder, TOP, there)


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
