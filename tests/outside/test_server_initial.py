"""The databases that all clusters of a run share: who writes to them is seen, always."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from squash.errors import ServerError
from squash.outside.server.initial import InitialDatabases

FILES = {"1/PG_VERSION": "15", "1/1259": "catalog", "5/PG_VERSION": "15"}


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A data directory as far as its databases go."""
    for name, text in FILES.items():
        path = tmp_path / "source" / "base" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path / "source"


def cluster(folder: Path, name: str) -> Path:
    """An empty data directory."""
    (folder / name / "base").mkdir(parents=True)
    return folder / name


def test_all_clusters_have_the_same(tmp_path: Path, source: Path) -> None:
    """The first is copied, what a session makes for itself is nobody's concern."""
    shared = InitialDatabases(tmp_path, None)
    one, other = cluster(tmp_path, "one"), cluster(tmp_path, "other")
    shared.give(source, one)
    (source / "base/1/1259").write_text("another")
    shared.give(source, other)
    for name, text in FILES.items():
        assert (one / "base" / name).read_text() == (other / "base" / name).read_text() == text
    (one / "base/1/pg_internal.init").write_text("made anew")
    assert shared.written == ()
    (other / "base/16384").mkdir()
    assert not (one / "base/16384").exists()


@pytest.mark.parametrize("change", ["write", "add", "remove"])
def test_a_change_is_seen_also_after_they_were_copied_again(
    tmp_path: Path, source: Path, change: str
) -> None:
    """A cluster that runs still has the first copy."""
    shared = InitialDatabases(tmp_path, None)
    one, other = cluster(tmp_path, "one"), cluster(tmp_path, "other")
    shared.give(source, one)
    shared.discard()
    shared.give(source, other)
    assert (one / "base/1").resolve() != (other / "base/1").resolve()
    file = one / "base/1" / ("99" if change == "add" else "1259")
    if change == "remove":
        file.unlink()
    else:
        file.write_text("stray")
    assert shared.written == ("template1",)


def test_what_cannot_be_read_accuses_nobody(tmp_path: Path, source: Path) -> None:
    """Something else removed the files of the run."""
    shared = InitialDatabases(tmp_path, None)
    one = cluster(tmp_path, "one")
    shared.give(source, one)
    shutil.rmtree((one / "base/5").resolve())
    with pytest.raises(ServerError, match="cannot be read"):
        _ = shared.written


def test_a_disk_that_takes_no_more_is_told(tmp_path: Path, source: Path) -> None:
    """Wherever in the making it fails."""
    full = tmp_path / "full"
    with pytest.raises(ServerError, match="cannot be made"):
        InitialDatabases(full, None).give(source, cluster(tmp_path, "one"))
    shared = InitialDatabases(tmp_path, None)
    with pytest.raises(ServerError, match="cannot be made"):
        shared.give(source, tmp_path / "without a folder")
