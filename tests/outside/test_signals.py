"""A signal ends the run, also where somebody passes over the exception that it raises."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
from pathlib import Path

import pytest

import squash.flow
from squash.cli import run
from squash.errors import Interrupted
from squash.flow.proving import prove
from squash.outside.signals import heed, signals_raise
from tests.acceptance.packages import commit, state

CASE = Path(__file__).parents[1] / "acceptance" / "cases" / "views"


def swallowed(number: int) -> None:
    """Get a signal in code that passes over every exception, as some do when they are imported."""
    with contextlib.suppress(Exception):
        os.kill(os.getpid(), number)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_swallowed_signal_is_heeded_once_more(number: int) -> None:
    """Until another block begins."""
    heed()
    with signals_raise():
        swallowed(number)
        with pytest.raises(Interrupted, match=f"signal {number:d}"):
            heed()
    with signals_raise():
        heed()


def test_nothing_is_changed_after_a_swallowed_signal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though everything was proved."""

    def proved(*given: object, **named: object) -> object:
        done = prove(*given, **named)  # type: ignore[arg-type]
        swallowed(signal.SIGTERM)
        return done

    project = tmp_path / "views"
    shutil.copytree(CASE, project, ignore=shutil.ignore_patterns("__pycache__"))
    commit(project)
    monkeypatch.setattr(squash.flow, "prove", proved)
    flags = {"revision": "head-1", "env": ("DATABASE_URL={url}",)}
    assert run("squash", str(project), flags=flags) == 143
    assert state(project) == ""
