"""Every hazard that the README names is told of a history that has it, with where it lies."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.acceptance.packages import Ended, commit, run
from tests.acceptance.servers import running_site

pytestmark = pytest.mark.usefixtures("unmeasured")

HISTORY = Path(__file__).with_name("hazardous")
README = Path(__file__).parents[2] / "README.md"
WORD = "correct-horse-battery"
# A history that is replayed by a superuser is not told of what an owner may not do.
LOGS_IN = 'op.execute("CREATE ROLE hazardous_app LOGIN")'


def squash(project: Path, *words: str) -> Ended:
    """Squash it up to one of its two heads."""
    given = ["--env", f"SHOP_WORD={WORD}", "--target", "d1", "--python", sys.executable]
    ended = run(project, *words, *given)
    assert (ended.code, ended.report["result"]) == (0, "squashed"), ended.text
    return ended


def repository(folder: Path) -> Path:
    """The history in a repository of its own."""
    shutil.copytree(HISTORY, folder, ignore=shutil.ignore_patterns("__pycache__"))
    commit(folder)
    return folder


@pytest.fixture(scope="module")
def owned(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Ended]:
    """It is squashed as it is, with a change that git does not hold, by an owner."""
    project = repository(tmp_path_factory.mktemp("owned") / "project")
    modified = project / "migrations/versions/b1_rights.py"
    modified.write_text(modified.read_text() + "\n# More.\n")
    return project, squash(project, "squash", "--force")


@pytest.fixture(scope="module")
def ruled(tmp_path_factory: pytest.TempPathFactory) -> Ended:
    """It makes a role that logs in, which takes a superuser."""
    project = repository(tmp_path_factory.mktemp("ruled") / "project")
    first = project / "migrations/versions/a1_colors.py"
    text = first.read_text()
    first.write_text(text.replace("    op.execute(", f"    {LOGS_IN}\n    op.execute(", 1))
    commit(project)
    return squash(project, "check")


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Ended:
    """It is checked on a server of somebody else, where replays follow each other."""
    project = repository(tmp_path_factory.mktemp("given") / "project")
    with running_site() as site:
        before = site.names()
        ended = squash(project, "check", "--database-url", site.url("plain"))
        assert site.names() == before
    return ended


def by_kind(ended: Ended) -> Mapping[str, Mapping[str, str]]:
    """The hazards by kind; of several of one kind the last."""
    return {each["kind"]: each for each in ended.report["hazards"]}


def test_every_hazard_names_what_it_is_about(owned: tuple[Path, Ended]) -> None:
    """In words that a person can act on, and none keeps the squash from being proved."""
    project, ended = owned
    known = by_kind(ended)
    assert known["rights"]["file"] == "migrations/versions/b1_rights.py"
    assert known["leftover file"]["where"] == "migrations/colors.csv"
    assert "public.keys.word is that of the variable SHOP_WORD" in known["environment"]["sentence"]
    assert "made of public.keys" in known["volatile rows"]["sentence"]
    assert "different numbers of rows in public.dice" in known["rows"]["sentence"]
    assert known["connections"]["where"] == "audit, shop"
    assert known["target"]["where"] == "e1"
    assert "nobody goes back here" in known["downgrade"]["sentence"]
    assert "shade" in known["drift"]["sentence"]
    assert (project / known["copy"]["sentence"].rpartition(" ")[2].rstrip(".")).is_file()
    assert WORD not in str(known)
    for each in known.values():
        assert each["sentence"] in " ".join(ended.text.split())


@pytest.mark.parametrize(
    ("body", "said", "line"),
    [
        ('def downgrade():\n    raise NotImplementedError("no way back")\n', "raises", 16),
        ("", "is missing", None),
    ],
)
def test_a_removed_revision_that_cannot_go_back_is_told(
    tmp_path: Path, body: str, said: str, line: int | None
) -> None:
    """By the first of them, its file and its line; with another --downgrade nobody asks."""
    project = repository(tmp_path / "project")
    for name in ("b1_rights.py", "c1_rows.py"):
        file = project / "migrations/versions" / name
        file.write_text(file.read_text().partition("def downgrade")[0] + body)
    commit(project)
    ended = squash(project, "check")
    (hazard,) = [each for each in ended.report["hazards"] if each["kind"] == "downgrade"]
    assert (hazard["file"], hazard["line"]) == ("migrations/versions/b1_rights.py", line)
    assert f"the downgrade() of the removed revision b1 {said}" in hazard["sentence"]
    assert hazard["sentence"] in " ".join(ended.text.split())
    assert "downgrade" not in by_kind(squash(project, "check", "--downgrade", "refuse"))


def test_a_superuser_is_a_hazard(ruled: Ended) -> None:
    """It may do what production's owner may not, and a role that logs in has no password."""
    roles = [each["where"] for each in ruled.report["hazards"] if each["kind"] == "role"]
    assert "migrating role" in roles
    assert "hazardous_app" in " ".join(roles)
    assert "rights" not in by_kind(ruled), "a superuser is refused nothing"


def test_a_given_server_shows_the_same(owned: tuple[Path, Ended], given: Ended) -> None:
    """But for its version, which somebody chose; and whose role migrates there is not ours."""
    assert {*by_kind(given)} == {*by_kind(owned[1])} - {"version", "copy"} | {"role"}
    assert "nobody goes back here" in by_kind(given)["downgrade"]["sentence"]


def test_the_readme_names_them_all(owned: tuple[Path, Ended], ruled: Ended) -> None:
    """And no other: who reads its table knows every kind there is."""
    _, _, rest = README.read_text(encoding="utf-8").partition("| hazard | what it means")
    rows = re.findall(r"^\| ([a-z, ]+) \|", rest.partition("\n\n")[0], re.MULTILINE)
    named = {kind for row in rows for kind in row.split(", ")}
    assert {*by_kind(owned[1]), *by_kind(ruled)} == named
