"""The evidence of a run: its logs are kept, and errors name places that are still there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from squash.errors import ProjectError
from squash.flow.evidence import LONGEST_LOG, Evidence

if TYPE_CHECKING:
    from squash.flow.ground import Ground


class _Old:
    """The copy of a project, as far as evidence looks at it."""

    def __init__(self, run: Path) -> None:
        self.place = run / "copies" / "old"
        self.cwd = self.place / "shop"


class _Ground:
    """The ground of a run, as far as evidence looks at it."""

    def __init__(self, run: Path) -> None:
        self.old = _Old(run)
        self.logs = run / "logs"
        self.logs.mkdir()


def kept(run: Path, **logs: bytes) -> Evidence:
    """Evidence that has kept these logs."""
    here = _Ground(run)
    for name, content in logs.items():
        (here.logs / f"{name}.log").write_bytes(content)
    evidence = Evidence()
    evidence.keep(cast("Ground", here))
    return evidence


def test_logs_are_kept_by_name(tmp_path: Path) -> None:
    """What was printed, whatever its bytes; a log that is empty is none."""
    evidence = kept(tmp_path, history=b"one\xff\n", second=b"")
    assert evidence.logs == {"logs/history.log": "one\ufffd\n"}


def test_of_a_long_log_the_end_is_kept(tmp_path: Path) -> None:
    """The failure stands at the end; how much is missing is said."""
    evidence = kept(tmp_path, history=b"a" * 7 + b"b" * LONGEST_LOG)
    text = evidence.logs["logs/history.log"]
    assert text == "(7 bytes before this are left out)\n" + "b" * LONGEST_LOG


def test_errors_name_places_that_outlive_the_run(tmp_path: Path) -> None:
    """A file of either copy is named as in the project, a log as in the report folder."""
    evidence = kept(tmp_path)
    copies = tmp_path / "copies"
    error = ProjectError(
        f"It fell at {copies}/old/shop/migrations/env.py:3.",
        why=f"In {copies}/new-drop/shop.",
        next_step=f"See {tmp_path}/logs/history.log",
    )
    told = evidence.told(error, "backend/out")
    assert (told.what, told.why) == ("It fell at migrations/env.py:3.", "In .")
    assert told.next_step == "See backend/out/logs/history.log"
    assert told.exit_code == 4


def test_errors_before_any_copy_stay_as_they_are() -> None:
    """Without a run folder there is nothing to rename."""
    assert Evidence().told(ProjectError("It fell."), "out").what == "It fell."
