"""Installing by shell lines, with another Python, by another account; and what goes wrong."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from squash.errors import CheckoutError, ProjectError, UsageError
from squash.outside.account import User
from squash.outside.install import Lock, Tools, find_lock, other_requirements
from squash.outside.install.lock import python_request
from tests.installs import UV, run, status
from tests.outside.test_install import SAYS, installer, lock_of, shop

REQUIREMENTS = "./wheels/tiny-1.0-py3-none-any.whl\n"
# Only root can give files to another account.
OTHER = User("nobody", 65534, 65534)
OTHER = OTHER if os.geteuid() == 0 else User("self", os.geteuid(), os.getegid())


def test_shell_lines_run_in_a_copy_with_the_environment_active(tmp_path: Path) -> None:
    """pip, uv and python are those of the environment; what the lines write is not kept."""
    project = shop(tmp_path / "shop")
    lines = """
        pip install --no-index ./wheels/tiny-1.0-py3-none-any.whl
        uv pip list | grep tiny
        python -c 'import tiny' > made-by-the-lines
    """
    python = installer(project).by_lines(lines)
    assert run(project, str(python), "-c", SAYS).startswith("1.0 ")
    assert status(project) == ""


def test_lines_that_fail_are_shown_with_what_they_printed(tmp_path: Path) -> None:
    """The first that fails ends them."""
    project = shop(tmp_path / "shop")
    with pytest.raises(ProjectError) as raised:
        installer(project).by_lines("echo before\nsh -c 'echo no such luck; exit 7'\necho after")
    assert "ended with exit code 7" in raised.value.what
    assert raised.value.why.endswith("before\nno such luck")


def test_lines_that_name_the_checkout_itself_are_found_out(tmp_path: Path) -> None:
    """What they wrote there is named."""
    project = shop(tmp_path / "shop")
    with pytest.raises(CheckoutError, match=r"changed the checkout: \?\? left\.txt"):
        installer(project).by_lines(f"touch {project}/left.txt")


@pytest.mark.parametrize("word", ["atuo", "Auto", "non"])
def test_a_word_that_is_nearly_auto_is_no_program(tmp_path: Path, word: str) -> None:
    """It is refused before anything is made."""
    project = shop(tmp_path / "shop")
    with pytest.raises(UsageError, match=r"Did you mean --install (auto|none)\?"):
        installer(project).by_lines(word)


def test_another_python_is_asked_of_uv_which_fetches_it(tmp_path: Path) -> None:
    """The command is seen by what uv says where nothing can be fetched from."""
    project = shop(tmp_path / "shop", requirements__txt=REQUIREMENTS)
    made = installer(
        project, PATH="/nowhere", UV_PYTHON_INSTALL_MIRROR="http://127.0.0.1:1",
        UV_PYTHON_INSTALL_DIR=str(tmp_path / "pythons"), UV_HTTP_RETRIES="0",
    )  # fmt: skip
    with pytest.raises(ProjectError) as raised:
        made.by_lock(lock_of(project), "3.12.5")
    assert "uv venv --python 3.12.5" in raised.value.what
    assert "http://127.0.0.1:1" in raised.value.why
    assert "cpython-3.12.5" in raised.value.why
    assert "--python PATH/TO/VENV/bin/python" in raised.value.next_step


def test_a_python_that_is_here_makes_the_environment(tmp_path: Path) -> None:
    """Named by its file, with uv and without."""
    project = shop(tmp_path / "shop", requirements__txt=REQUIREMENTS)
    python = installer(project).by_lock(lock_of(project), sys.executable)
    said = run(project, str(python), "-c", "import sys; print(sys.base_prefix)")
    assert said.strip() == sys.base_prefix


def test_without_uv_a_tool_or_python_that_is_missing_is_named(tmp_path: Path) -> None:
    """Before anything is made."""
    project = shop(tmp_path / "shop", requirements__txt=REQUIREMENTS)
    made = replace(installer(project, PATH=str(tmp_path)), ours=tmp_path)
    with pytest.raises(ProjectError, match=r"There is no python3\.99 on the path"):
        made.by_lock(lock_of(project), "3.99")
    for tool in ("uv", "poetry", "pdm", "pipenv"):
        with pytest.raises(ProjectError, match=f"belongs to {tool}, which is not installed"):
            Tools(str(tmp_path), tmp_path).command(Lock(tool, project / "lock"), Path("python"))


def test_an_installer_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    """By the time limit of the run."""
    from squash.outside.deadline import Deadline

    project = shop(tmp_path / "shop")
    made = installer(project)
    made.by_lines("true")
    late = replace(made, folder=tmp_path / "late", deadline=Deadline.after(0.01))
    late.folder.mkdir()
    with pytest.raises(ProjectError, match="was over while the project was installed"):
        late.by_lines("sleep 60")


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every account may enter, which pytest's own are not."""
    with tempfile.TemporaryDirectory() as made:
        Path(made).chmod(0o755)
        yield Path(made)


def test_another_account_installs_into_what_is_its_own(open_folder: Path) -> None:
    """It may read the copy and write it; nothing of ours is written as that account."""
    project = shop(open_folder / "shop", requirements__txt=REQUIREMENTS)
    home = open_folder / "home"
    home.mkdir()
    os.chown(home, OTHER.uid, OTHER.gid)
    # Where this environment lies the other account may not get.
    tools = open_folder / "tools"
    tools.mkdir()
    shutil.copy(UV, tools)
    made = replace(
        installer(project, HOME=str(home), XDG_CACHE_HOME="", UV_CACHE_DIR=str(home / "uv")),
        user=OTHER,
        ours=tools,
    )
    python = made.by_lines("pip install --no-index ./wheels/*.whl; id -u > uid; touch made")
    assert (made.folder / "checkout/uid").read_text().strip() == str(OTHER.uid)
    theirs = (python.parent, made.folder / "checkout/made")
    assert {each.stat().st_uid for each in theirs} == {OTHER.uid}
    assert status(project) == ""


def test_the_lock_file_is_the_nearest_and_the_most_telling(tmp_path: Path) -> None:
    """A lock comes before requirements that were exported from it; another name only alone."""
    top, project = tmp_path / "repo", tmp_path / "repo/services/shop"
    project.mkdir(parents=True)

    def found(*names: str) -> str | None:
        for name in names:
            (top / name).parent.mkdir(exist_ok=True)
            (top / name).write_text("")
        lock = find_lock(project, top)
        return None if lock is None else f"{lock.tool} {lock.file.relative_to(top).as_posix()}"

    assert found() is None
    assert found("requirements-prod.txt") == "pip requirements-prod.txt"
    assert found("requirements-dev.txt") is None
    assert len(other_requirements(top)) == 2
    assert found("requirements.txt") == "pip requirements.txt"
    assert found("Pipfile.lock") == "pipenv Pipfile.lock"
    assert found("pdm.lock", "poetry.lock") == "poetry poetry.lock"
    assert found("uv.lock") == "uv uv.lock"
    assert found("services/shop/requirements/base.txt") == "pip services/shop/requirements/base.txt"


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("^3.10", ">=3.10,<4"),
        ("~3.11", ">=3.11,<3.12"),
        (">=3.9, <3.13", ">=3.9,<3.13"),
        ("*", None),
        ("^2.7 || ^3.8", None),
    ],
)
def test_poetrys_way_to_write_versions_is_told_to_uv(
    tmp_path: Path, written: str, asked: str | None
) -> None:
    """Carets and tildes become ranges."""
    file = tmp_path / "poetry.lock"
    file.write_text(f'[metadata]\npython-versions = "{written}"\n')
    assert python_request(Lock("poetry", file)) == asked
    file.write_text("no toml")
    assert python_request(Lock("poetry", file)) is None


def test_pipenv_names_its_python_in_the_lock(tmp_path: Path) -> None:
    """The full version before the short one."""
    file = tmp_path / "Pipfile.lock"
    file.write_text('{"_meta": {"requires": {"python_version": "3.11"}}}')
    assert python_request(Lock("pipenv", file)) == "3.11"
    assert python_request(Lock("uv", file)) is None
