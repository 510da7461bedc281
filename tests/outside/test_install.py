"""Installing a project: every tool, into an environment that its checkout never sees."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from squash.outside.deadline import Deadline
from squash.outside.install import Installer, Lock, find_lock
from tests.installs import UV, commit, git, repository, run, status, wheel

BEGINNING = '[project]\nname = "shopkit"\nrequires-python = ">=3.11"\n'
PYPROJECT = (
    BEGINNING
    + """\
dynamic = ["version"]
dependencies = ["iniconfig"]
[dependency-groups]
dev = ["tiny"]
[tool.uv.sources]
tiny = { path = "wheels/tiny-1.0-py3-none-any.whl" }
[build-system]
requires = ["setuptools>=77", "setuptools-scm>=8"]
build-backend = "setuptools.build_meta"
[tool.setuptools_scm]
version_file = "src/shopkit/version.py"
"""
)
POETRY = """\
[tool.poetry]
name = "shopkit"
version = "1.2"
description = ""
authors = []
packages = [{ include = "shopkit", from = "src" }]
[tool.poetry.dependencies]
python = "^3.11"
tiny = { path = "wheels/tiny-1.0-py3-none-any.whl" }
"""
PDM = f"""\
{BEGINNING}version = "1.2"
dependencies = ["tiny @ file:///${{PROJECT_ROOT}}/wheels/tiny-1.0-py3-none-any.whl"]
[tool.pdm]
distribution = false
"""
PIPFILE = '[packages]\ntiny = { path = "./wheels/tiny-1.0-py3-none-any.whl" }\n'
PIPFILE_LOCK = {
    "_meta": {"hash": {"sha256": "0"}, "pipfile-spec": 6, "requires": {}, "sources": []},
    "default": {"tiny": {"path": "./wheels/tiny-1.0-py3-none-any.whl"}},
    "develop": {},
}
SETUP = """\
from setuptools import setup
setup(name="shopkit", version="1", packages=["shopkit"], package_dir={"": "src"})
"""
SAYS = "import tiny; print(tiny.VERSION, tiny.__cached__)"


def installer(project: Path, top: Path | None = None, **variables: str) -> Installer:
    """An installer for a project, in a folder beside it."""
    folder = (top or project).with_name("installed")
    folder.mkdir()
    kept = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    return Installer(
        project, top or project, folder, {**kept, **variables}, folder / "log", Deadline.after(120)
    )


def shop(folder: Path, **files: str) -> Path:
    """A project with a wheel of its own, and a package in ``src``."""
    wheel(folder / "wheels", "tiny")
    named = {name.replace("__", "."): text for name, text in files.items()}
    return repository(folder, {"src/shopkit/__init__.py": "HERE = __file__\n", **named})


def lock_of(project: Path) -> Lock:
    """Its lock file."""
    lock = find_lock(project, project)
    assert lock is not None
    return lock


def test_uv_installs_what_its_lock_says_and_the_project_to_be_edited(tmp_path: Path) -> None:
    """From the package index, with the default groups; the build writes into the copy only."""
    ignored = "*.egg-info/\nversion.py\n"
    project = shop(tmp_path / "shop", pyproject__toml=PYPROJECT, __gitignore=ignored)
    run(project, UV, "lock", "--quiet")
    git(project, "clean", "-fdqX")
    commit(project)
    before = status(project)
    python = installer(project).by_lock(lock_of(project))
    said = run(
        project, str(python), "-c", f"import iniconfig, shopkit; {SAYS}; print(shopkit.HERE)"
    )
    version, cached, here = said.split()
    assert (version, here) == ("1.0", str(project / "src/shopkit/__init__.py"))
    assert Path(cached).is_file()
    assert status(project) == before == ""
    metadata = "import importlib.metadata as m; from shopkit.version import version as v; "
    metadata += "print(m.version('shopkit') == v, v)"
    assert run(project, str(python), "-c", metadata).startswith("True 0.0.")


def test_poetry_is_brought_where_it_is_not_installed(tmp_path: Path) -> None:
    """Its lock is neither renewed nor refused, and the Python is one that it allows."""
    project = shop(tmp_path / "shop", pyproject__toml=POETRY)
    run(project, UV, "tool", "run", "--from", "poetry>=2,<3", "poetry", "lock", "--quiet")
    commit(project)
    python = installer(project).by_lock(lock_of(project))
    said = run(project, str(python), "-c", f"import shopkit; {SAYS}; print(shopkit.HERE)").split()
    assert (said[0], said[2]) == ("1.0", str(project / "src/shopkit/__init__.py"))
    assert status(project) == ""


def test_pdm_installs_into_our_environment_whatever_the_project_remembers(tmp_path: Path) -> None:
    """``.pdm-python`` names an environment of the checkout, which must stay as it is."""
    project = shop(tmp_path / "shop", pyproject__toml=PDM, __gitignore=".pdm-python\n.venv/\n")
    pdm = (UV, "tool", "run", "--from", "pdm[locked]>=2.22,<3", "pdm")
    run(project, *pdm, "lock")
    assert (project / ".pdm-python").read_text() == str(project / ".venv/bin/python")
    commit(project)
    before = status(project)
    python = installer(project).by_lock(lock_of(project))
    assert run(project, str(python), "-c", SAYS).startswith("1.0 ")
    assert list(project.glob(".venv/lib/*/site-packages/tiny*")) == []
    assert status(project) == before


def test_pipenv_installs_what_its_lock_says(tmp_path: Path) -> None:
    """The lock alone counts, not the Pipfile's own wishes."""
    locked = json.dumps(PIPFILE_LOCK)
    project = shop(tmp_path / "shop", Pipfile=PIPFILE, Pipfile__lock=locked)
    python = installer(project).by_lock(lock_of(project))
    assert run(project, str(python), "-c", SAYS).startswith("1.0 ")
    assert status(project) == ""


@pytest.mark.parametrize("with_uv", [True, False])
def test_requirements_are_installed_by_uv_or_else_by_pip(tmp_path: Path, with_uv: bool) -> None:
    """Paths in them are those of the repository, and ``-e`` leads to the checkout."""
    top = shop(
        tmp_path / "shop", setup__py="from setuptools import setup\n"
        "setup(name='shopkit', version='1', packages=['shopkit'], package_dir={'': 'src'})\n",
    )  # fmt: skip
    files = {
        "backend/requirements.txt": "-r base.in\n",
        "backend/base.in": "./../wheels/tiny-1.0-py3-none-any.whl\n-e ..\n",
    }
    for name, text in files.items():
        (top / name).parent.mkdir(exist_ok=True)
        (top / name).write_text(text)
    commit(top)
    project = top / "backend"
    made = installer(project, top, PATH="/usr/bin:/bin")
    made = made if with_uv else replace(made, ours=tmp_path)
    python = made.by_lock(lock_of(project))
    said = run(project, str(python), "-c", f"import shopkit; {SAYS}; print(shopkit.HERE)").split()
    assert (said[0], said[2]) == ("1.0", str(top / "src/shopkit/__init__.py"))
    assert status(top) == ""
