"""Migrations inside an installed package: the copy is what runs, and only a checkout changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.acceptance.packages import (
    BILLING,
    INI,
    MIGRATIONS,
    commit,
    make_environment,
    run,
    state,
    write_package,
)

pytestmark = pytest.mark.usefixtures("unmeasured")

# How a project gets Alembic back to the folders that are installed, wherever it was pointed at.
ITS_OWN = """\
import os
from alembic.script.revision import RevisionMap
context.script.__dict__.pop("_version_locations", None)
context.script.version_locations = os.environ["ORIGINAL"].split(":")
context.script.revision_map = RevisionMap(context.script._load_revisions)
"""
FROM_ORIGINAL = """\
import os, pathlib
from alembic.script.base import ScriptDirectory
ScriptDirectory._version_locations = [pathlib.Path(p) for p in os.environ["ORIGINAL"].split(":")]
"""


BESIDE = "../libraries/shopkit"


def edited(folder: Path, place: str = BESIDE) -> Path:
    """A project whose package is installed from where it is edited: in it, or beside it."""
    project = folder / "repository" / "service"
    project.mkdir(parents=True)
    source = (project / place).resolve()
    write_package(source)
    site = make_environment(project)
    (site / "_shopkit.pth").write_text(f"{source}\n")
    (project / "alembic.ini").write_text(INI)
    commit(project.parent)
    return project


@pytest.mark.parametrize("place", ["src", BESIDE])
def test_an_editable_package_is_squashed_where_it_is_edited(tmp_path: Path, place: str) -> None:
    """Proved on copies, though the application imports itself; the originals change."""
    project = edited(tmp_path, place)
    ended = run(project, "squash")
    assert (ended.code, ended.report.get("result")) == (0, "squashed"), ended.text
    assert [each["id"] for each in ended.report["removed"]] == ["a1", "b1", "c1"]
    assert ended.report["baseline"]["path"].endswith(f"{MIGRATIONS}/c1_baseline.py")
    changed = sorted(line[3:].rpartition("shopkit/")[2] for line in state(project).splitlines())
    assert changed == ["billing/versions/b1.py"] + [
        f"migrations/versions/{name}.py" for name in ("a1", "c1", "c1_baseline")
    ]
    ran = {each["name"]: each for each in ended.report["checks"] if each["name"].endswith("ran")}
    assert (ran["old files ran"]["detail"], ran["new files ran"]["detail"]) == (
        "5 revisions ran",
        "3 revisions ran",
    )


@pytest.mark.parametrize("again", [ITS_OWN, FROM_ORIGINAL])
def test_a_project_that_leads_alembic_back_is_not_squashed(tmp_path: Path, again: str) -> None:
    """The replay ran files of the package where it is installed: they are named, none changes."""
    project = edited(tmp_path)
    (package,) = project.parent.rglob("shopkit/migrations")
    env = package / "env.py"
    env.write_text(env.read_text().replace("\nwith engine", f"\n{again}\nwith engine"))
    commit(project.parent)
    original = ":".join(str(package.parents[1] / each) for each in (MIGRATIONS, BILLING))
    ended = run(project, "squash", env={"ORIGINAL": original})
    assert (ended.code, ended.report.get("result")) == (1, "not-equivalent"), ended.text
    assert state(project) == ""
    failed = {each["name"] for each in ended.report["checks"] if not each["passed"]}
    assert "old files ran" in failed
    named = [
        each["after"]
        for check in ended.report["checks"]
        for each in check["differences"]
        if each["kind"] == "revision file"
    ]
    assert any(str(package / "versions" / "e1.py") in each for each in named), named


def test_an_application_that_imports_a_removed_revision_is_stopped(tmp_path: Path) -> None:
    """The original of an editable package is still there in the proof, but not after it."""
    project = edited(tmp_path)
    (settings,) = project.parent.rglob("shopkit/settings.py")
    more = "\n\ndef first():\n    from shopkit.migrations.versions import a1\n    return a1\n"
    settings.write_text(settings.read_text() + more)
    env = settings.parent / "migrations" / "env.py"
    env.write_text("from shopkit.settings import first\nfirst()\n" + env.read_text())
    commit(project.parent)
    ended = run(project, "squash")
    assert (ended.code, state(project)) == (4, ""), ended.text
    assert "shopkit.migrations.versions.a1" in ended.report["error"]["what"]


def test_an_installed_package_is_checked_but_never_changed(tmp_path: Path) -> None:
    """What pip installed is no checkout: check proves it, squash refuses it even by force."""
    project = tmp_path / "service"
    project.mkdir()
    site = make_environment(project)
    write_package(site)
    (project / "alembic.ini").write_text(INI)
    commit(project)
    before = {each: each.read_bytes() for each in (site / "shopkit").rglob("*.py")}
    ended = run(project, "squash", "--force")
    assert (ended.code, ended.report["error"]["label"]) == (7, "checkout"), ended.text
    assert str(site / MIGRATIONS / "a1.py") in ended.report["error"]["what"]
    assert "pip install -e" in ended.report["error"]["next_step"]
    ended = run(project, "check")
    assert (ended.code, ended.report["result"]) == (0, "squashed"), ended.text
    assert {each: each.read_bytes() for each in (site / "shopkit").rglob("*.py")} == before
