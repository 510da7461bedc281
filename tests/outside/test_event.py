"""The event: what is read of the runner's file, and what is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from squash.errors import UsageError
from squash.outside.console.event import read_event

if TYPE_CHECKING:
    from pathlib import Path


def test_an_event_is_what_the_file_says(tmp_path: Path) -> None:
    """A file with an object in it tells something."""
    (tmp_path / "event.json").write_text('{"pull_request": {"number": 7}}')
    assert read_event(tmp_path / "event.json") == {"pull_request": {"number": 7}}


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b"\xff", b'{"a": ' + b"9" * 5000 + b"}"])
def test_a_file_that_says_nothing_is_no_event(tmp_path: Path, content: bytes) -> None:
    """Neither what is no JSON nor what is no object stops a run."""
    (tmp_path / "event.json").write_bytes(content)
    assert read_event(tmp_path / "event.json") == {}


def test_no_file_is_no_event(tmp_path: Path) -> None:
    """A missing file, a folder, and a name longer than a file system takes."""
    for path in (tmp_path / "event.json", tmp_path, tmp_path / ("x" * 300)):
        assert read_event(path) == {}


def test_a_file_that_is_nested_too_deeply_is_told(tmp_path: Path) -> None:
    """No runner writes one, so somebody else did."""
    (tmp_path / "event.json").write_text("[" * 200_000 + "]" * 200_000)
    with pytest.raises(UsageError, match=r"event\.json is nested too deeply to be read"):
        read_event(tmp_path / "event.json")
