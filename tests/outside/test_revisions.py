"""The revision files of a location are those Alembic loads, and form the graph it forms."""

from __future__ import annotations

import gc
import py_compile
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.script.revision import Revision as TheirRevision
from alembic.script.revision import RevisionMap
from alembic.util import CommandError
from hypothesis import given, settings
from hypothesis import strategies as st

from squash.cut import clean_cuts
from squash.errors import HistoryError
from squash.history import History, Revision
from squash.outside.location import find_location
from squash.outside.revisions import read_history, revision_files


def write(folder: Path, name: str, down: str | None = None, more: str = "") -> Path:
    """Write the revision file `name.py`."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{name}.py"
    text = f"revision = {name!r}\ndown_revision = {down!r}\n{more}\n"
    file.write_text(text, encoding="utf-8")
    return file


def project(root: Path, options: str = "") -> Path:
    """A project with an empty versions folder; returns that folder."""
    versions = root / "m" / "versions"
    versions.mkdir(parents=True)
    (root / "m" / "env.py").touch()
    text = f"[alembic]\nscript_location = %(here)s/m\npath_separator = os\n{options}\n"
    (root / "alembic.ini").write_text(text, encoding="utf-8")
    return versions


def theirs(root: Path) -> set[str]:
    """The ids that Alembic itself loads."""
    directory = ScriptDirectory.from_config(Config(root / "alembic.ini"))
    return {each.revision for each in directory.walk_revisions()}


def ours(root: Path) -> set[str]:
    """The ids that we read."""
    return set(read_history(find_location(root)).order)


def refused(root: Path) -> HistoryError:
    """The error for a project; it says why and what next."""
    with pytest.raises(HistoryError) as caught:
        read_history(find_location(root))
    assert caught.value.why
    assert caught.value.next_step
    return caught.value


def test_like_alembic(tmp_path: Path) -> None:
    """Editor files, packages, caches, other suffixes and sub-folders are no revisions."""
    versions = project(tmp_path)
    write(versions, "a")
    write(versions, "b", "a")
    write(versions / "sub", "c", "b")
    write(versions / "__pycache__", "d")
    for name in (
        "__init__.py",
        ".#a.py",
        "__init__old.py",
        "a.py~",
        "a.py.orig",
        "README",
        "a.sql",
    ):
        (versions / name).write_text("not python (", encoding="utf-8")
    (versions / "folder.py").mkdir()
    assert ours(tmp_path) == theirs(tmp_path) == {"a", "b"}


def test_hidden_file_counts(tmp_path: Path) -> None:
    """A hidden .py file is a revision to Alembic, and so to us."""
    versions = project(tmp_path)
    write(versions, "a").rename(versions / ".hidden.py")
    assert ours(tmp_path) == theirs(tmp_path) == {"a"}


def test_recursive(tmp_path: Path) -> None:
    """Sub-folders count where the option says so, but not links to folders."""
    versions = project(tmp_path, "recursive_version_locations = true")
    write(versions, "a")
    write(versions / "2020" / "01", "b", "a")
    write(versions / "2020" / "__pycache__", "c", "b")
    write(tmp_path / "elsewhere", "d", "b")
    (versions / "link").symlink_to(tmp_path / "elsewhere")
    assert ours(tmp_path) == theirs(tmp_path) == {"a", "b"}
    assert read_history(find_location(tmp_path)).revisions["b"].path == "m/versions/2020/01/b.py"


@pytest.mark.filterwarnings("ignore:File .* loaded twice")
def test_several_locations(tmp_path: Path) -> None:
    """Several version locations are one history; a file seen twice counts once."""
    versions = project(
        tmp_path, "version_locations = %(here)s/m/versions:%(here)s/gone:%(here)s/other"
    )
    write(versions, "a")
    write(tmp_path / "other", "b", "a")
    (tmp_path / "other" / "again.py").symlink_to(versions / "a.py")
    assert ours(tmp_path) == theirs(tmp_path) == {"a", "b"}


def test_location_outside_the_project(tmp_path: Path) -> None:
    """A file outside the project folder keeps its absolute path."""
    root = tmp_path / "project"
    write(project(root, "version_locations = %(here)s/../other"), "unused")
    file = write(tmp_path / "other", "a")
    assert read_history(find_location(root)).revisions["a"].path == str(file)


def test_imported_label(tmp_path: Path) -> None:
    """A branch label that a file imports from the project is read there, without import."""
    versions = project(tmp_path, "prepend_sys_path = %(here)s")
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "__init__.py").write_text("SIDE = 'side'\n", encoding="utf-8")
    (tmp_path / "shop" / "cli.py").write_text("A = 'a1'\nB = 'b1'\nraise SystemExit", "utf-8")
    (tmp_path / "shop" / "broken.py").write_text("(", encoding="utf-8")
    write(versions, "a", None, "from shop import cli, SIDE\nbranch_labels = (cli.A, SIDE, cli.B)")
    assert read_history(find_location(tmp_path)).revisions["a"].labels == ("a1", "side", "b1")
    for line in ("from shop.broken import X", "from nowhere import X", "from . import X"):
        write(versions, "a", None, f"{line}\nbranch_labels = X")
        assert refused(tmp_path).what == "m/versions/a.py:4: branch_labels is computed (X)."


def test_no_file(tmp_path: Path) -> None:
    """A folder without revision files is named."""
    versions = project(tmp_path)
    assert refused(tmp_path).what == f"There is no revision file in {versions}."


def test_helper_module(tmp_path: Path) -> None:
    """A module that is no revision is refused by Alembic, and so by us."""
    versions = project(tmp_path)
    (versions / "helpers.py").write_text("x = 1\n", encoding="utf-8")
    with pytest.raises(CommandError, match="Could not determine revision id"):
        theirs(tmp_path)
    assert refused(tmp_path).what == "m/versions/helpers.py:1: the file has no `revision`."


def test_partial_dependency(tmp_path: Path) -> None:
    """Alembic does not load a `depends_on` that is only the beginning of an id, nor do we."""
    versions = project(tmp_path)
    write(versions, "abcdef")
    write(versions, "b", None, "depends_on = 'abcd'")
    with pytest.raises(KeyError):
        theirs(tmp_path)
    assert "Did you mean 'abcdef'?" in refused(tmp_path).next_step


def test_unreadable_file(tmp_path: Path) -> None:
    """A dangling link is a revision file that cannot be read."""
    versions = project(tmp_path)
    (versions / "a.py").symlink_to("nowhere.py")
    assert refused(tmp_path).what.startswith("m/versions/a.py: cannot be read: No such file")


def test_location_that_is_no_folder(tmp_path: Path) -> None:
    """A version location that is a file cannot be listed."""
    project(tmp_path, "version_locations = %(here)s/alembic.ini")
    assert "alembic.ini: cannot be read: Not a directory" in refused(tmp_path).what


@pytest.mark.parametrize("folder", [".", "__pycache__"])
def test_compiled_revision(tmp_path: Path, folder: str) -> None:
    """With `sourceless` a compiled file without source counts to Alembic, so it is refused."""
    versions = project(tmp_path, "sourceless = true")
    write(versions, "a")
    source = write(versions, "b", "a")
    (versions / "__pycache__").mkdir()
    py_compile.compile(str(versions / "a.py"), str(versions / "__pycache__" / "a.cpython-311.pyc"))
    compiled = versions / folder / ("b.pyc" if folder == "." else "b.cpython-311.pyc")
    py_compile.compile(str(source), str(compiled))
    assert ours(tmp_path) == {"a", "b"}
    source.unlink()
    assert theirs(tmp_path) == {"a", "b"}
    assert refused(tmp_path).what == f"{compiled}: a compiled revision without its source."


def test_files_are_listed_once_by_name(tmp_path: Path) -> None:
    """The list of files is sorted and the same in every run."""
    versions = project(tmp_path)
    expected = tuple(str(write(versions, name)) for name in ("a", "b", "c"))
    assert revision_files(find_location(tmp_path)) == expected


@st.composite
def graphs(draw: st.DrawFn) -> list[Revision]:
    """Any graph with merges, several bases, labels, and dependencies on ids and labels."""
    made: list[Revision] = []
    for number in range(draw(st.integers(1, 12))):
        names = [each.id for each in made]
        symbols = names + [label for each in made for label in each.labels]
        down = draw(st.lists(st.sampled_from(names), max_size=2, unique=True)) if names else []
        needs = draw(st.lists(st.sampled_from(symbols), max_size=1)) if names else []
        labels = (f"label{number}",) if draw(st.integers(0, 4)) == 0 else ()
        made.append(Revision(f"id{number:02}", tuple(down), tuple(needs), labels))
    return draw(st.permutations(made))


def their_map(revisions: list[Revision]) -> RevisionMap:
    """Alembic's own map of the same revisions."""
    made = [TheirRevision(each.id, each.down, each.depends_on, each.labels) for each in revisions]
    return RevisionMap(lambda: iter(made))


@given(graphs())
@settings(max_examples=100, deadline=None, database=None, derandomize=True)
def test_same_graph_as_alembic(revisions: list[Revision]) -> None:
    """Heads, bases and ancestors are Alembic's own, on any graph."""
    history, map_ = History.of(revisions), their_map(revisions)
    assert set(history.heads) == set(map_.heads)
    assert set(history.bases) == set(map_.bases)
    for each in history.order:
        nodes = map_._get_ancestor_nodes([map_.get_revision(each)], include_dependencies=True)
        assert history.ancestors([each]) == {node.revision for node in nodes}


@pytest.mark.filterwarnings("ignore:Revision .* is not present")
@given(graphs())
@settings(max_examples=60, deadline=None, database=None, derandomize=True)
def test_alembic_loads_exactly_after_clean_cuts(revisions: list[Revision]) -> None:
    """Without its ancestors Alembic loads a history after a clean cut, and after no other."""
    history = History.of(revisions)
    clean = clean_cuts(history)
    for cut in history.order:
        removed = history.ancestors([cut])
        labels = tuple(label for each in removed for label in history.revisions[each].labels)
        kept = [each for each in revisions if each.id not in removed]
        # A dependency by label follows the label to the baseline: only ids tell the edges.
        kept = [
            Revision(each.id, each.down, history.parents(each.id), each.labels) for each in kept
        ]
        squashed = their_map([Revision(cut, labels=labels), *kept])
        if cut in clean:
            assert squashed.heads
        else:
            with pytest.raises(KeyError):
                _ = squashed.heads


def test_ten_thousand_files(tmp_path: Path) -> None:
    """Ten thousand files are read; how long that takes is measured by the bench."""
    versions = project(tmp_path)
    for number in range(10_000):
        down = repr(f"{number - 1:08}") if number else None
        head = f"revision = '{number:08}'\ndown_revision = {down}\n\ndef upgrade():\n    pass\n"
        (versions / f"{number:08}.py").write_text(head, encoding="utf-8")
    assert len(read_history(find_location(tmp_path)).order) == 10_000


def test_collector_stays_as_it_was(tmp_path: Path) -> None:
    """Reading leaves Python's garbage collector on or off as it found it."""
    write(project(tmp_path), "a")
    gc.disable()
    try:
        ours(tmp_path)
        assert not gc.isenabled()
    finally:
        gc.enable()
    ours(tmp_path)
    assert gc.isenabled()


def test_linked_project(tmp_path: Path) -> None:
    """Paths stay relative to the project when it is reached through a link."""
    root = tmp_path / "real"
    write(project(root), "a")
    (tmp_path / "link").symlink_to(root)
    location = find_location(tmp_path / "link")
    assert read_history(location).revisions["a"].path == "m/versions/a.py"
