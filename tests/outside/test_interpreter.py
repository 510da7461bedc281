"""The interpreter of a run: which of the ladder's rungs it stands on, and what modules it has."""

from __future__ import annotations

import io
import os
import sys
import venv
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from squash.errors import ProjectError
from squash.flow.evidence import Evidence
from squash.flow.interpreter import LOG, interpreter
from squash.flow.needs import Interpreter
from squash.outside.console import for_stream
from squash.outside.deadline import Deadline
from squash.outside.project import Sources, ask, without_addresses
from squash.settings import resolve
from tests.installs import repository, wheel

REQUIREMENTS = "./wheels/tiny-1.0-py3-none-any.whl\n"
VARIABLES = {"PATH": os.environ["PATH"]}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A repository with a requirement of its own."""
    folder = tmp_path / "shop"
    wheel(folder / "wheels", "tiny")
    return repository(folder, {"requirements.txt": REQUIREMENTS, "shop.py": ""})


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """An interpreter without Alembic."""
    venv.create(tmp_path / "bare")
    return tmp_path / "bare/bin/python"


@contextmanager
def chosen(
    project: Path, *, defaults: Mapping[str, str] | None = None, **flags: object
) -> Iterator[tuple[Interpreter, Evidence]]:
    """What is chosen for a project by some flags, outside of every environment."""
    kept = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    settings = resolve(str(project), flags=flags, variables=kept, files=[], defaults=defaults or {})
    said = io.StringIO()
    console = for_stream(said, terminal=False, environ={})
    evidence = Evidence()
    with interpreter(settings, project, console, evidence, Deadline.after(60)) as found:
        evidence.logs["said"] = said.getvalue()
        yield found, evidence


IN_CONTAINER = {"install": "auto"}


def test_our_own_is_the_last_and_the_projects_environment_before_it(project: Path) -> None:
    """Nothing is installed where that was not asked for."""
    with chosen(project) as (found, evidence):
        assert (found.python, found.origin) == (Path(sys.executable), "ours")
        assert "not with those of requirements.txt" in evidence.logs["said"]
    (project / ".venv/bin").mkdir(parents=True)
    (project / ".venv/bin/python").symlink_to("/nowhere/python")
    with chosen(project) as (found, _):  # Made on another machine: it leads nowhere.
        assert found.origin == "ours"
    (project / ".venv/bin/python").unlink()
    (project / ".venv/bin/python").symlink_to(sys.executable)
    with chosen(project) as (found, _):
        assert (found.python, found.origin) == (project / ".venv/bin/python", "environment")


def test_what_is_asked_for_comes_before_an_installation_by_default(
    project: Path, bare: Path
) -> None:
    """In the container only a Python without Alembic is one to install with."""
    with chosen(project, defaults=IN_CONTAINER, python=sys.executable) as (found, _):
        assert (found.python, found.origin) == (Path(sys.executable), "asked")
    with chosen(project, python=str(bare)) as (found, _):
        assert (found.python, found.origin) == (bare, "asked")
    with chosen(project, defaults=IN_CONTAINER, python=str(bare)) as (found, evidence):
        assert (found.origin, found.line) == ("made", "uv pip install -r requirements.txt")
        made = found.python
        answer = ask(made, ["tiny", "alembic"], [project], VARIABLES)
        assert answer is not None
        assert answer.missing == {"alembic": "alembic"}
    assert not made.exists()
    assert "tiny" in evidence.logs[LOG]


def test_an_installation_that_is_asked_for_takes_the_python_as_its_base(project: Path) -> None:
    """Be it one that has Alembic."""
    with chosen(project, install="auto", python=sys.executable) as (found, _):
        assert found.origin == "made"
    with chosen(project, install="true", python=sys.executable) as (found, _):
        assert (found.origin, found.line) == ("made", "true")


def test_a_version_is_taken_from_the_path_or_left_to_uv(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What does not run there is none; without an installation nothing is fetched."""
    here = f"{sys.version_info.major}.{sys.version_info.minor}"
    (tmp_path / "path").mkdir()
    (tmp_path / f"path/python{here}").symlink_to(sys.executable)
    shim = tmp_path / "path/python3.99"
    shim.write_text("#!/bin/sh\nexit 127\n")
    shim.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'path'}:{os.environ['PATH']}")
    with chosen(project, python=here) as (found, _):
        assert (found.python, found.origin) == (tmp_path / f"path/python{here}", "asked")
    with pytest.raises(ProjectError) as raised, chosen(project, python="3.98"):
        pass
    assert "--python 3.98 --install auto" in raised.value.next_step
    for version in ("3.98", "3.99"):
        with (
            pytest.raises(ProjectError, match=rf"uv venv --python {version}"),
            chosen(project, python=version, install="auto"),
        ):
            pass


def test_a_version_that_nobody_can_bring_is_no_wish_to_pass_over(tmp_path: Path) -> None:
    """Where nothing is installed, since there is no lock file, there is only the path."""
    project = repository(tmp_path / "shop", {"shop.py": ""})
    for defaults in (IN_CONTAINER, {}):
        with (
            pytest.raises(ProjectError, match=r"There is no python9\.99 on the path"),
            chosen(project, python="9.99", defaults=defaults),
        ):
            pass


def test_a_module_is_looked_for_without_running_code(tmp_path: Path) -> None:
    """Below a namespace package too; what a package holds is for the package to say."""
    exploding = tmp_path / "loud"
    exploding.mkdir()
    (exploding / "__init__.py").write_text("raise SystemExit('imported')")
    (tmp_path / "name/space").mkdir(parents=True)
    (tmp_path / "name/space/there.py").touch()
    asked = ["loud.anything", "name.space.there", "name.space.gone", "name.other", "os.path",
             "json", "no_such.module", "sqlalchemy.orm"]  # fmt: skip
    answer = ask(Path(sys.executable), asked, [tmp_path], VARIABLES)
    assert answer is not None
    gone = {each: each for each in ("name.space.gone", "name.other")}
    assert answer.missing == {**gone, "no_such.module": "no_such"}
    assert answer.version == tuple(sys.version_info[:3])
    silent = tmp_path / "silent"
    silent.write_text("#!/bin/sh\ntrue\n")
    silent.chmod(0o755)
    assert ask(silent, asked, [tmp_path], VARIABLES) is None


def test_an_apps_own_modules_are_followed_and_left_out(tmp_path: Path) -> None:
    """Whatever way they are imported; a folder beside the packages is none of them."""
    files = {
        "migrations/env.py": "from shop import models\nimport alembic.op\nfrom other.deep import x",
        "shop/__init__.py": "", "shop/models/__init__.py": "from .order import Order\nimport flask",
        "shop/models/order.py": "from ..types import Money\nimport sqlalchemy", "shop/types.py":
        "import babel.numbers\nfrom shop import models", "alembic/versions.txt": "",
        "other/deep.py": "import attrs\nimport broken", "broken.py": "import (",
        "v/one.py": "import yaml\n", "v/two.py": "import os\n",
    }  # fmt: skip
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    revisions = (tmp_path / "v/one.py", tmp_path / "v/two.py", tmp_path / "v/gone.py")
    sources = Sources(tmp_path, tmp_path / "migrations/env.py", revisions, (tmp_path,))
    assert [each.module for each in sources.direct(env=False)] == ["yaml"]
    assert sorted((each.module, each.path) for each in sources.all()) == [
        ("alembic.op", "migrations/env.py"), ("attrs", "other/deep.py"),
        ("babel.numbers", "shop/types.py"), ("flask", "shop/models/__init__.py"),
        ("sqlalchemy", "shop/models/order.py"), ("yaml", "v/one.py"),
    ]  # fmt: skip
    assert not sources.altered


def test_installers_reach_no_database() -> None:
    """Addresses are left out, all else of the user's stays."""
    index = {"PIP_EXTRA_INDEX_URL": "https://me:word@index.example/simple", "PATH": "/bin"}
    server = {"DATABASE_URL": "postgresql://me:secret@prod/shop", "PGHOST": "prod"}
    assert without_addresses({**server, **index, "PYTHONHOME": "/ours"}) == index
