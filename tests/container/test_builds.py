"""What else the image can be: with further majors, another Python, the packages of a project."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.container.conftest import IMAGE, SHOP, TOP, Build, NewRunner
from tests.container.packages import locked

HERE = Path(__file__).parent
LARGEST = 700_000_000  # bytes
PROJECT = 'dependencies = ["alembic==1.13.3", "psycopg[binary]>=3.2", "sqlalchemy==2.0.36"]'
LOCKED = """\
from importlib.metadata import version

assert version("sqlalchemy") == "2.0.36", version("sqlalchemy")
assert version("alembic") == "1.13.3", version("alembic")
"""


@pytest.fixture(scope="module")
def older(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shop with a lock file of its own, and older packages in it than the image's."""
    folder = locked(SHOP, tmp_path_factory.mktemp("locked") / "shop", PROJECT)
    (folder / "shop" / "__init__.py").write_text(LOCKED)
    return folder


def test_the_image_is_small_and_says_what_it_is(image: str, host: str) -> None:
    """It stays below its limit, has labels, starts as root without a shell, and holds no secret."""
    done = subprocess.run(
        ["docker", "image", "inspect", image], env={**os.environ, "DOCKER_HOST": host}, check=True,
        capture_output=True,
    )  # fmt: skip
    told = json.loads(done.stdout)[0]
    assert told["Size"] < LARGEST
    assert told["Config"]["User"] == ""
    assert told["Config"]["Entrypoint"][0].endswith("/python")
    assert told["Config"]["Labels"]["org.opencontainers.image.title"] == "alembic-squash-action"
    assert not [each for each in told["Config"]["Env"] if "TOKEN" in each or "PASSWORD" in each]


def test_another_major_lies_beside_the_first(build: Build, new_runner: NewRunner) -> None:
    """Built with POSTGRES_MAJORS, the image proves on each of them."""
    build("alembic-squash-action:majors", TOP, "--build-arg", "POSTGRES_MAJORS=15 17")
    runner = new_runner()
    for major in ("15", "17"):
        done = runner.by_hand("alembic-squash-action:majors", "check", "--postgres-version", major)
        assert done.code == 0, done.log
        assert f"Postgres {major}." in done.log


def test_the_lock_file_of_a_project_is_installed(
    image: str, new_runner: NewRunner, older: Path
) -> None:
    """By `install: auto`, with the versions of the lock and outside of the checkout."""
    runner = new_runner(1001, older)
    done = runner.run(image, {"command": "check", "report-dir": "build/report"})
    assert done.code == 0, done.log
    assert "Install the project" in done.log
    assert runner.owners() == {(1001, 1001)}
    assert runner.git("status", "--porcelain") == ""
    assert not (runner.workspace / ".venv").exists()


def test_another_python_runs_the_project(
    build: Build, image: str, new_runner: NewRunner, older: Path
) -> None:
    """One of Debian's in an image built on ours is found by its version."""
    assert image == IMAGE
    derived = "alembic-squash-action:python"
    build(derived, HERE / "images" / "python", "--build-arg", f"IMAGE={image}")
    code = f"{LOCKED}\nimport sys\n\nassert sys.version_info[:2] == (3, 11), sys.version\n"
    (older / "shop" / "__init__.py").write_text(code)
    runner = new_runner(1001, older)
    done = runner.run(derived, {"command": "check", "python": "3.11"})
    assert done.code == 0, done.log
