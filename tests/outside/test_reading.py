"""Reading a project: the cut that a tag allows, from what the tag itself held."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from squash.cut import Cut
from squash.errors import CheckoutError, UsageError
from squash.flow.ending import Ending, refuse_unheld
from squash.flow.reading import history_of, read
from squash.outside.console import for_stream
from squash.settings import Settings

RECURSIVE = "[alembic]\nscript_location = migrations\nrecursive_version_locations = true\n"
FOLDERS = "Or, where it is made of folders: "
IDS = ("a1", "b2", "c3", "d4")


def make_project(folder: Path, revisions: int) -> Path:
    """A project with a linear history of so many revisions; more are added when it exists."""
    versions = folder / "migrations" / "versions"
    versions.mkdir(parents=True, exist_ok=True)
    (folder / "alembic.ini").write_text("[alembic]\nscript_location = migrations\n")
    (folder / "migrations" / "env.py").write_text("")
    for before, each in zip((None, *IDS), IDS[:revisions], strict=False):
        (versions / f"{each}.py").write_text(
            f'"""Step {each}."""\nrevision = {each!r}\ndown_revision = {before!r}\n'
        )
    return folder


def git(folder: Path, *arguments: str) -> None:
    """Run git in a folder as somebody."""
    who = ("-c", "user.name=a", "-c", "user.email=a@example.invalid", "-c", "tag.gpgsign=false")
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


def settings_of(folder: Path) -> Settings:
    """The settings of `plan --tag v1 --min-removed 2`."""
    return Settings(project=str(folder), tag="v1", min_removed=2, environ=dict(os.environ))


def test_a_tag_allows_the_newest_cut_that_it_holds(tmp_path: Path) -> None:
    """Revisions that came after the tag are kept, also where old files were renamed since."""
    project = make_project(tmp_path, 3)
    (project / "migrations" / "versions" / "helper.py").write_text("x = 1\n")
    git(project, "init", "--quiet")
    git(project, "add", "--all")
    git(project, "commit", "--quiet", "--message", "three")
    git(project, "tag", "v1")
    (project / "migrations" / "versions" / "helper.py").unlink()
    make_project(tmp_path, 4)
    versions = project / "migrations" / "versions"
    (versions / "a1.py").rename(versions / "a1_renamed.py")

    console = for_stream(io.StringIO(), terminal=False, environ={})
    choice = read(settings_of(project), console).choice

    assert isinstance(choice, Cut)
    assert choice.removed == ("a1", "b2", "c3")
    assert choice.kept == ("d4",)


def test_a_tag_needs_a_repository(tmp_path: Path) -> None:
    """Without git nobody can say what a tag holds, and the message says what else to use."""
    project = make_project(tmp_path, 3)
    console = for_stream(io.StringIO(), terminal=False, environ={})

    with pytest.raises(UsageError) as caught:
        read(settings_of(project), console)

    assert caught.value.what == f"--tag v1: {project} is in no git repository."
    assert "--keep" in caught.value.next_step


def test_a_tree_stands_for_the_checkout(tmp_path: Path) -> None:
    """A package that is installed from the checkout is read in the tree, if that has it."""
    checkout, tree, other = (tmp_path / each for each in ("checkout", "tree", "other"))
    for top in (checkout, tree):
        make_project(top / "backend" / "src" / "shop", 3)
        (top / "backend" / "alembic.ini").write_text(
            "[alembic]\nscript_location = shop:migrations\n"
        )
        (top / "backend" / "src" / "shop" / "__init__.py").write_text("")
    git(checkout, "init", "--quiet")
    sources = str(checkout / "backend" / "src")
    settings = Settings(
        project=str(checkout / "backend"),
        tree=str(tree / "backend"),
        python=sys.executable,
        environ={**os.environ, "PYTHONPATH": sources},
    )
    location, _ = history_of(settings)
    assert location.script_location == tree / "backend" / "src" / "shop" / "migrations"
    assert location.twin == (checkout, tree)
    (tree / "backend" / "src").rename(other)
    assert history_of(settings)[0].script_location.is_relative_to(checkout)
    reading = read(
        replace(settings, revision="head"), for_stream(io.StringIO(), terminal=False, environ={})
    )
    assert isinstance(reading.choice, Cut)
    with pytest.raises(CheckoutError, match="lies outside of the repository"):
        refuse_unheld(Ending("squash", replace(settings, force=True), reading), reading.choice)


@pytest.mark.parametrize(
    ("patterns", "hidden"),
    [
        (["--no-cone", "/*", "!/shop/migrations/versions/d4*"], "d4.py"),
        (["--no-cone", "/*", "!/shop/migrations/versions/a1*"], "a1.py"),
        (["--no-cone", "/*", "!/shop/migrations/versions/*"], "a1.py, shop"),
        (["--cone", "shop/migrations/versions/none"], "year/d4.py"),
    ],
)
def test_a_revision_that_a_sparse_checkout_hides_is_missed(
    tmp_path: Path, patterns: list[str], hidden: str
) -> None:
    """Kept or removed: what git holds and does not show is no shorter history."""
    project = make_project(tmp_path / "shop", 4)
    versions = project / "migrations" / "versions"
    if "year" in hidden:
        (project / "alembic.ini").write_text(RECURSIVE)
        (versions / "year").mkdir()
        (versions / "d4.py").rename(versions / "year" / "d4.py")
    (versions / "__init__.py").write_text("")
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", "--all")
    git(tmp_path, "commit", "--quiet", "--message", "four")
    settings = replace(settings_of(project), tag=None, revision="head")
    console = for_stream(io.StringIO(), terminal=False, environ={})
    assert len(read(settings, console).history.revisions) == 4
    git(tmp_path, "sparse-checkout", "set", *patterns)

    with pytest.raises(CheckoutError) as caught:
        read(settings, console)

    assert hidden in caught.value.what
    command = caught.value.next_step.splitlines()["year" in hidden].removeprefix(FOLDERS)
    subprocess.run(["sh", "-c", command], check=True, capture_output=True)
    assert len(read(settings, console).history.revisions) == 4


def test_what_is_no_revision_may_be_hidden(tmp_path: Path) -> None:
    """Neither a note beside the revisions nor a folder that Alembic does not look into."""
    project = make_project(tmp_path, 4)
    versions = project / "migrations" / "versions"
    (versions / "old").mkdir()
    for name in ("notes.txt", "__init__.py", "old/e5.py"):
        (versions / name).write_text("")
    git(project, "init", "--quiet")
    git(project, "add", "--all")
    git(project, "commit", "--quiet", "--message", "four")
    git(project, "sparse-checkout", "set", "--no-cone", "/*", "!notes.txt", "!__init__.py", "!old")
    assert sorted(each.name for each in versions.iterdir()) == [f"{each}.py" for each in IDS]
    settings = replace(settings_of(project), tag=None, revision="head")
    console = for_stream(io.StringIO(), terminal=False, environ={})
    assert len(read(settings, console).history.revisions) == 4
    without = replace(settings, environ={"PATH": str(tmp_path / "nowhere")})
    assert len(read(without, console).history.revisions) == 4
