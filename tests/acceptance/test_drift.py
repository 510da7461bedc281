"""Models that differ from the database: `alembic check` says the same before and after."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.acceptance.packages import COMMAND, REPORT, Ended, commit
from tests.acceptance.servers import PASSWORD, Site, running_site

pytestmark = pytest.mark.usefixtures("unmeasured")

SHOP = Path(__file__).resolve().parents[2] / "examples" / "shop"
FIELD = "    display_name: Mapped"
NEW_FIELD = "    nickname: Mapped[str | None] = mapped_column(String(40))\n"


def run(project: Path, command: str) -> Ended:
    """Run a command on the shop."""
    words = [COMMAND, command, "--keep", "5"]
    done = subprocess.run(words, cwd=project, capture_output=True, text=True, check=False)
    report = json.loads((project / REPORT / "report.json").read_text("utf-8"))
    return Ended(done.returncode, done.stdout + done.stderr, report)


def alembic(project: Path, url: str, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the project's own Alembic, with no tool of ours."""
    env = {**os.environ, "DATABASE_URL": url}
    command = [sys.executable, "-m", "alembic", *words]
    return subprocess.run(
        command, cwd=project, env=env, capture_output=True, text=True, check=False
    )


def checked(project: Path, site: Site, name: str) -> tuple[int, str]:
    """What `alembic check` says of a fresh database: its exit code, and the operations."""
    site.do(f"CREATE DATABASE {name}")
    url = f"postgresql://site_root:{PASSWORD}@127.0.0.1:{site.port}/{name}"
    upgraded = alembic(project, url, "upgrade", "heads")
    assert upgraded.returncode == 0, upgraded.stderr
    said = alembic(project, url, "check")
    site.do(f"DROP DATABASE {name}", "DROP ROLE shop_reporting")
    return said.returncode, said.stdout.partition("operations detected:")[2].strip()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The shop, with a column in its models that no migration makes."""
    copied = tmp_path / "shop"
    shutil.copytree(SHOP, copied, ignore=shutil.ignore_patterns("__pycache__"))
    models = copied / "shop" / "models.py"
    models.write_text(models.read_text().replace(FIELD, NEW_FIELD + FIELD, 1))
    commit(copied)
    return copied


def test_drift_is_the_same_before_and_after(project: Path) -> None:
    """The check passes with its one operation, and a hazard tells of it."""
    with running_site() as site:
        before = checked(project, site, "before")
        ended = run(project, "squash")
        after = checked(project, site, "after")
    assert (ended.code, ended.report.get("result")) == (0, "squashed"), ended.text
    (check,) = [each for each in ended.report["checks"] if each["name"] == "alembic check"]
    assert (check["passed"], check["detail"].split()[0]) == (True, "1")
    (hazard,) = [each for each in ended.report["hazards"] if each["kind"] == "drift"]
    assert "op.add_column('customers', sa.Column('nickname'" in hazard["sentence"]
    assert before == after
    assert (before[0] != 0, json.dumps(before[1]).count("add_column")) == (True, 1)


@pytest.mark.parametrize("models", ["None", "type(Base.metadata)()"])
def test_models_without_tables_are_not_asked(project: Path, models: str) -> None:
    """Where env.py gives no models, or none with a table, there is nothing to compare."""
    env = project / "migrations" / "env.py"
    env.write_text(env.read_text().replace("Base.metadata", models))
    commit(project)
    ended = run(project, "check")
    assert (ended.code, ended.report.get("equivalent")) == (0, True), ended.text
    assert "alembic check" not in {each["name"] for each in ended.report["checks"]}


def test_a_comparison_that_fails_fails_alike(project: Path) -> None:
    """A failure of the project's own hook is the same under either history, and told."""
    env = project / "migrations" / "env.py"
    text = env.read_text().replace("def include_name(", "def fails(name, type_, parent_names):\n"
                                   "    raise ValueError(name)\n\n\ndef include_name(")  # fmt: skip
    env.write_text(text.replace('"include_name": include_name', '"include_name": fails'))
    commit(project)
    ended = run(project, "check")
    assert (ended.code, ended.report.get("equivalent")) == (0, True), ended.text
    (hazard,) = [each for each in ended.report["hazards"] if each["kind"] == "drift"]
    assert "comparing fails: ValueError" in hazard["sentence"]
