"""Wherever a history lies in its repository, it is squashed there, and nowhere else."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.acceptance.trials import CASES, SQUASH, TOOL, read_case
from tests.forge import Forge, Token, running
from tests.gitserver import GitServer, git, serving

pytestmark = pytest.mark.usefixtures("unmeasured")

NAME, TOKEN = "acme/shop", "ghs_0123456789abcdefghijABCDEFGHIJ012345"
CASE = "comments"


def linked_versions(top: Path) -> str:
    """The folder of revisions is a link."""
    (top / "db").mkdir()
    (top / "app/migrations/versions").rename(top / "db/revisions")
    (top / "app/migrations/versions").symlink_to("../../db/revisions")
    return "db/revisions"


def linked_script(top: Path) -> str:
    """The folder with env.py is a link."""
    (top / "app/migrations").rename(top / "app/database")
    (top / "app/migrations").symlink_to("database")
    return "app/database/versions"


def linked_way(top: Path) -> str:
    """A folder on the way is a link."""
    (top / "app/src").mkdir()
    (top / "app/migrations").rename(top / "app/src/migrations")
    (top / "app/current").symlink_to("src")
    ini = (top / "app/alembic.ini").read_text()
    (top / "app/alembic.ini").write_text(ini.replace("migrations", "current/migrations"))
    return "app/src/migrations/versions"


def beside(top: Path) -> str:
    """Revisions lie beside the project, by the configuration."""
    (top / "app/migrations/versions").rename(top / "revisions")
    ini = (top / "app/alembic.ini").read_text()
    place = "version_locations = %(here)s/../revisions\n"
    (top / "app/alembic.ini").write_text(ini.replace("[alembic]\n", f"[alembic]\n{place}"))
    return "revisions"


@pytest.fixture(params=[linked_versions, linked_script, linked_way, beside])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, str]:
    """A repository, and the folder of its revisions from the top."""
    move: Callable[[Path], str] = request.param
    top = tmp_path / "top"
    shutil.copytree(CASES / CASE, top / "app", ignore=shutil.ignore_patterns("__pycache__"))
    where = move(top)
    git(top, "init", "--quiet", "--initial-branch", "main")
    git(top, "add", "--all")
    git(top, "commit", "--quiet", "--message", "The history")
    return top, where


def squash(top: Path, *words: str, **variables: str) -> str:
    """Squash it from the project's folder; what was printed."""
    known = {key: text for key, text in os.environ.items() if not key.startswith(TOOL)}
    command = [str(SQUASH), "squash", "--revision", read_case(CASE)["revision"], *words]
    command += ["--python", sys.executable, "--env", "DATABASE_URL={url}"]
    done = subprocess.run(
        command, cwd=top / "app", env=known | variables, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_only_its_own_files_change(place: tuple[Path, str]) -> None:
    """Before the proof nothing does, and then what lies behind the links."""
    top, where = place
    squash(top, "--dry-run")
    assert git(top, "status", "--porcelain") == ""
    assert "Squashed and proved" in squash(top)
    changed = git(top, "status", "--porcelain", "--untracked-files=all").splitlines()
    assert len(changed) > 2
    assert {Path(each[3:]).parent.as_posix() for each in changed} == {where}


def test_a_proposal_has_its_own_files(place: tuple[Path, str], tmp_path: Path) -> None:
    """The commit and the body name them from the top of the repository."""
    top, where = place
    forge = Forge(tmp_path / "served", {TOKEN: Token()})
    store = forge.repository(NAME)
    git(top, "push", "--quiet", str(store.bare.folder), "main")
    with serving(GitServer(tmp_path / "served", TOKEN)) as remote, running(forge):
        squash(
            top, "--create-pull-request", GITHUB_SERVER_URL=remote.url, GITHUB_API_URL=forge.url,
            GITHUB_GRAPHQL_URL=f"{forge.url}/graphql", GITHUB_REPOSITORY=NAME, GITHUB_TOKEN=TOKEN,
        )  # fmt: skip
    (pull,) = store.pulls.values()
    changed = git(
        top, "--git-dir", str(store.bare.folder), "diff", "--name-only", "main", pull.branch
    )
    assert {path.rpartition("/")[0] for path in changed.splitlines()} == {where}
    assert f"`{os.path.relpath(where, 'app')}/" in pull.body
    assert str(tmp_path) not in pull.body
    assert git(top, "status", "--porcelain") == ""


SETTINGS = """
import sys
from pathlib import Path

# The usual line, which leads from a linked folder to the checkout.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
"""


def test_code_that_imports_revisions_past_the_copy_is_stopped(tmp_path: Path) -> None:
    """What it finds in the checkout would be gone after the squash, and every replay would pass."""
    top = tmp_path / "top"
    shutil.copytree(CASES / CASE, top, ignore=shutil.ignore_patterns("__pycache__"))
    (top / "shop").mkdir()
    (top / "shop/settings.py").write_text(SETTINGS)
    env = top / "migrations/env.py"
    env.write_text("import shop.settings\n" + env.read_text())
    kept = top / "migrations/versions/5900000005_the_last_word.py"
    name = "migrations.versions.5900000001_objects"
    kept.write_text(f"import importlib\nimportlib.import_module('{name}')\n" + kept.read_text())
    (top / "alembic.ini").write_text((top / "alembic.ini").read_text() + "prepend_sys_path = .\n")
    git(top, "init", "--quiet", "--initial-branch", "main")
    git(top, "add", "--all")
    git(top, "commit", "--quiet", "--message", "The history")
    known = {key: text for key, text in os.environ.items() if not key.startswith(TOOL)}
    words = [str(SQUASH), "squash", "--revision", read_case(CASE)["revision"]]
    words += ["--python", sys.executable, "--env", "DATABASE_URL={url}"]
    done = subprocess.run(words, cwd=top, env=known, capture_output=True, text=True, check=False)
    assert done.returncode == 4, done.stdout
    assert f"The project's code imports {name} from the checkout" in done.stdout
    assert git(top, "status", "--porcelain") == ""
