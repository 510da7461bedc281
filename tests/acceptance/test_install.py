"""Whose Python runs the migrations: as a person meets it, from the error to the proof."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.acceptance.packages import COMMAND, REPORT, Ended
from tests.installs import UV, commit, git, repository, run, wheel

pytestmark = pytest.mark.usefixtures("unmeasured")

INI = "[alembic]\nscript_location = migrations\nprepend_sys_path = .\n"
PYPROJECT = """\
[project]
name = "shop"
version = "1"
requires-python = ">=3.11"
dependencies = ["alembic", "sqlalchemy>=2", "psycopg[binary]", "tiny"]
[tool.uv]
package = false
[tool.uv.sources]
tiny = { path = "wheels/tiny-1.0-py3-none-any.whl" }
"""
ENV = """\
from alembic import context
from sqlalchemy import create_engine, pool
from shop.settings import URL

with create_engine(URL, poolclass=pool.NullPool).connect() as connection:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
"""
REVISION = '''\
"""Revision {id}."""
from alembic import op
{more}
revision = "{id}"
down_revision = {down!r}


def upgrade():
    op.execute("CREATE TABLE {id} (id integer PRIMARY KEY)")


def downgrade():
    op.execute("DROP TABLE {id}")
'''
SETTINGS = 'URL = "postgresql+psycopg://db.example/shop"\n'


def project(folder: Path, **more: str) -> Path:
    """A repository with three revisions; what a revision or the settings import besides."""
    files = {
        "alembic.ini": INI, "migrations/env.py": ENV, "shop/__init__.py": "",
        "shop/settings.py": more.get("settings", "") + SETTINGS,
        ".gitignore": f"__pycache__/\n{REPORT}/\n",
    }  # fmt: skip
    down = None
    for name in ("a1", "b1", "c1", "d1"):
        text = REVISION.format(id=name, down=down, more=more.get(name, ""))
        files[f"migrations/versions/{name}.py"] = text
        down = name
    return repository(folder, files)


def check(place: Path, *words: str) -> Ended:
    """Run `check` there, outside of any virtual environment."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("ALEMBIC_SQUASH") and name != "VIRTUAL_ENV"
    }
    command = [COMMAND, "check", "--revision", "b1", "--min-removed", "1", *words]
    done = subprocess.run(command, cwd=place, env=kept, capture_output=True, text=True, check=False)
    report = json.loads((place / REPORT / "report.json").read_text("utf-8"))
    return Ended(done.returncode, done.stdout + done.stderr, report)


def test_a_project_with_a_lock_is_installed_and_proved(tmp_path: Path) -> None:
    """First it is told the line to add, which works; for a package the lock lacks there is one."""
    place = project(tmp_path / "shop", settings="import tiny\n")
    wheel(place / "wheels", "tiny")
    wheel(place / "wheels", "slight")
    (place / "pyproject.toml").write_text(PYPROJECT)
    run(place, UV, "lock", "--quiet")
    commit(place)

    ended = check(place)
    assert (ended.code, ended.report["error"]["label"]) == (4, "project"), ended.text
    assert "tiny (package tiny): shop/settings.py:1" in ended.report["error"]["why"]
    assert "--install auto" in ended.report["error"]["next_step"]
    assert "Replay the history" not in ended.text

    ended = check(place, "--install", "auto")
    assert (ended.code, ended.report["result"]) == (0, "squashed"), ended.text
    assert "Install the project" in ended.text
    assert "sync --frozen" in (place / REPORT / "logs/install.log").read_text()

    revision = place / "migrations/versions/c1.py"
    revision.write_text(revision.read_text().replace("import op\n", "import op\nimport slight\n"))
    commit(place)
    ended = check(place, "--install", "auto")
    assert ended.code == 4, ended.text
    assert "slight (package slight): migrations/versions/c1.py:3" in ended.report["error"]["why"]
    step = ended.report["error"]["next_step"]
    (words,) = [shlex.split(step[step.index("--install") :])]
    assert words == ["--install", "uv sync --frozen && uv pip install slight"]

    ended = check(
        place, words[0], words[1].replace("slight", "./wheels/slight-1.0-py3-none-any.whl")
    )
    assert (ended.code, ended.report["result"]) == (0, "squashed"), ended.text
    assert git(place, "status", "--porcelain") == ""


def test_our_own_python_runs_what_imports_nothing_else(tmp_path: Path) -> None:
    """Nothing is said of an interpreter, and none is there; `auto` without a lock says so."""
    place = project(tmp_path / "shop", b1="try:\n    import tiny\nexcept ImportError:\n    pass")
    ended = check(place, "--install", "auto")
    assert (ended.code, ended.report["result"]) == (0, "squashed"), ended.text
    assert "there is no lock file" in ended.text


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("requirements/prod.txt", "", "pip install -r requirements/dev.txt"),
        ("pyproject.toml", "[project]\nname = 'shop'\n", "pip install -e ."),
        ("notes", "", "pip install alembic geoalchemy2 'psycopg[binary]' pyyaml sqlalchemy"),
    ],
)
def test_no_way_to_run_is_told_with_the_line_to_add(
    tmp_path: Path, name: str, text: str, line: str
) -> None:
    """By what the project has; and all modules are named at once, each with its places."""
    more = {"b1": "import geoalchemy2", "d1": "import geoalchemy2.types"}
    place = project(tmp_path / "shop", settings="import yaml.nothing, psycopg\n", **more)
    (place / name).parent.mkdir(exist_ok=True)
    (place / name).write_text(text)
    if name.startswith("requirements"):
        (place / "requirements/dev.txt").write_text("")
    ended = check(place)
    error = ended.report["error"]
    assert ended.code == 4, ended.text
    assert "geoalchemy2" in error["what"]
    assert "migrations/versions/b1.py:3, migrations/versions/d1.py:3" in error["why"]
    step = error["next_step"]
    assert shlex.split(step[step.index("--install") :])[1].rstrip(";") == line


def test_an_interpreter_that_was_named_is_told_what_it_lacks(tmp_path: Path) -> None:
    """Also what only shows when the application is imported: all of it, at once."""
    place = project(tmp_path / "shop", settings="import first_missing\nimport second_missing\n")
    ended = check(place, "--python", sys.executable)
    error = ended.report["error"]
    assert ended.code == 4, ended.text
    assert error["what"].startswith("2 modules that the project's migrations import are not")
    assert error["what"].endswith(f"{sys.executable}: first_missing, second_missing.")
    assert f"{sys.executable} -m pip install first-missing second-missing" in error["next_step"]


@pytest.mark.parametrize(
    ("files", "step", "origin"),
    [
        (
            {"pyproject.toml": PYPROJECT, "src/webshop/__init__.py": ""},
            "-m pip install -e .; or",
            "src/webshop of this checkout",
        ),
        (
            {"api/pyproject.toml": PYPROJECT, "api/src/webshop/__init__.py": ""},
            "-m pip install -e api; or",
            "api/src/webshop of this checkout",
        ),
        (
            {"pyproject.toml": PYPROJECT.replace("shop", "WebShop")},
            "-m pip install -e .; or",
            "this project",
        ),
        (
            {"src/webshop/__init__.py": ""},
            "prepend_sys_path = src",
            "src/webshop of this checkout",
        ),
    ],
)
def test_a_module_of_the_checkout_is_never_a_strangers_package(
    tmp_path: Path, files: dict[str, str], step: str, origin: str
) -> None:
    """It is installed from its folder, or looked for there; a registry's is another."""
    place = project(tmp_path / "shop", settings="import webshop\n")
    for name, text in files.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(text)
    ended = check(place, "--python", sys.executable)
    error = ended.report["error"]
    assert ended.code == 4, ended.text
    assert step in error["next_step"]
    assert f"webshop ({origin}): shop/settings.py:1" in error["why"]
    assert "install webshop" not in error["next_step"]


@pytest.mark.parametrize(
    ("requirements", "line"),
    [
        ("", "pip install -e api"),
        ("requirements.txt", "pip install -r requirements.txt -e api"),
        ("requirements/dev.txt", "pip install -r requirements/dev.txt -e api"),
    ],
)
def test_the_line_for_an_environment_brings_the_checkout_too(
    tmp_path: Path, requirements: str, line: str
) -> None:
    """A file of requirements seldom names the project itself."""
    place = project(tmp_path / "shop", settings="import webshop\n")
    files = {"api/pyproject.toml": PYPROJECT, "api/src/webshop/__init__.py": "", requirements: ""}
    for name, text in files.items():
        if name:
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            (place / name).write_text(text)
    ended = check(place)
    step = ended.report["error"]["next_step"]
    assert shlex.split(step[step.index("--install") :])[1].rstrip(";") == line


def test_a_location_in_a_package_that_is_not_installed_names_its_line(tmp_path: Path) -> None:
    """Alembic imports it, no line of the project; a file of Python itself would help nobody."""
    place = project(tmp_path / "shop")
    (place / "pyproject.toml").write_text(PYPROJECT)
    (place / "src/acme").mkdir(parents=True)
    (place / "src/acme/__init__.py").touch()
    (place / "migrations").rename(place / "src/acme/migrations")
    (place / "alembic.ini").write_text(INI.replace("= migrations", "= acme:migrations"))
    commit(place)
    ended = check(place, "--python", sys.executable)
    error = ended.report["error"]
    assert ended.code == 4, ended.text
    where = "alembic.ini:2 (script_location = acme:migrations)"
    assert f"  acme (src/acme of this checkout): {where}" in error["why"]
    assert "-m pip install -e .;" in error["next_step"]


def test_a_path_that_env_py_makes_itself_is_not_second_guessed(tmp_path: Path) -> None:
    """Nobody else can look there, so the run itself tells."""
    place = project(tmp_path / "shop", c1="import hidden_away")
    env = place / "migrations/env.py"
    env.write_text("import sys\nsys.path.append('lib')\n" + env.read_text())
    (place / "lib").mkdir()
    (place / "lib/hidden_away.py").write_text("")
    commit(place)
    ended = check(place)
    assert (ended.code, ended.report["result"]) == (0, "squashed"), ended.text
