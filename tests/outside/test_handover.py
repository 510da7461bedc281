"""The handover: a token crosses a new start, and nobody who looks at the process finds it."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest

from squash.outside.handover import hand_over, take_over
from squash.settings.token import HANDED, token_of
from tests.outside.projects import PLAIN, Project
from tests.outside.steps import Step

TOKEN = "ghs_every+form/of=this-one"
FORMS = (TOKEN, quote(TOKEN, safe=""), base64.b64encode(TOKEN.encode()).decode().rstrip("="))
# Everything that the processes above the project's code were started with and hold in memory.
LOOKING = (
    """
import contextlib, os
from pathlib import Path

def above():
    place = Path("/proc/self")
    while True:
        yield place
        status = (place / "status").read_text()
        parent = status.split("PPid:")[1].split()[0]
        if parent in ("0", os.environ["STOP"]):
            return
        place = Path("/proc", parent)

def held(place):
    for each in place.glob("fd/*"):
        with contextlib.suppress(OSError):
            if "memfd" in os.readlink(each):
                yield each

with open(os.environ["SEEN"], "ab") as file:
    for place in above():
        file.write(b"looked at " + (place / "cmdline").read_bytes() + b"\\n")
        for each in (place / "environ", *held(place)):
            file.write(each.read_bytes() + b"\\n")
"""
    + PLAIN
)
TABLES = {f"b{number}": f"op.execute('CREATE TABLE t{number} ()')" for number in range(4)}


def test_what_was_handed_over_is_taken_once() -> None:
    """Texts of any kind and length arrive; the second time there is nothing."""
    secrets = {"A": "x" * 200_000, "B": "é\n\"'"}
    place = hand_over(secrets)
    assert take_over(place) == secrets
    assert take_over(place) == {}


@pytest.mark.parametrize("place", ["", "0", "-1", "99999999999999999999", "x", "²"])
def test_what_is_no_place_gives_nothing(place: str) -> None:
    """A variable that somebody else set by that name is no reason to fail."""
    assert take_over(place) == {}


@pytest.mark.parametrize("content", [b"", b"no json", b"[1]", b'{"A": 1}', b"7"])
def test_what_is_no_handover_gives_nothing(content: bytes, tmp_path: Path) -> None:
    """Nor is what lies behind another descriptor."""
    (tmp_path / "file").write_bytes(content)
    assert take_over(str(os.open(tmp_path / "file", os.O_RDONLY))) == {}


def test_the_input_goes_before_the_variables() -> None:
    """A token given as input is meant; an empty one was not given."""
    known = {"INPUT_TOKEN": "a", "ALEMBIC_SQUASH_TOKEN": "b", "GITHUB_TOKEN": "c"}
    assert [token_of(known), token_of({**known, "INPUT_TOKEN": " "})] == ["a", "b"]
    assert (token_of({"GITHUB_TOKEN": "c\n"}), token_of({})) == ("c", None)


def _looked(seen: Path) -> bytes:
    found = seen.read_bytes()
    for form in FORMS:
        assert form.encode() not in found
    return found


def test_an_action_holds_its_token_where_project_code_cannot_look(tmp_path: Path) -> None:
    """Neither environment, arguments nor memory files of the processes above it have the token."""
    step, seen = Step(tmp_path), tmp_path / "seen"
    seen.touch()
    seen.chmod(0o666)
    step.workspace.rmdir()
    Project(step.workspace, env=LOOKING, revisions=TABLES).write()
    step.commit()
    inputs = {"revision": "head-1", "token": TOKEN}
    ended = step.run(inputs, SEEN=str(seen), STOP=str(os.getpid()), GITHUB_TOKEN=f"2{TOKEN}")
    assert ended.code == 0, ended.log
    assert "INPUT_TOKEN" in ended.log
    assert b"entrypoint.py" in _looked(seen)
    assert HANDED.encode() in _looked(seen)
    assert TOKEN not in ended.log


def test_the_command_line_starts_anew_without_its_token(tmp_path: Path) -> None:
    """The program by hand does the same, and its own variable never reaches the project."""
    project, seen = tmp_path / "project", tmp_path / "seen"
    Project(project, env=LOOKING, revisions=TABLES).write()
    program = [sys.executable, "-c", "from squash.cli import main; main()", "check", str(project)]
    variables = {"ALEMBIC_SQUASH_TOKEN": TOKEN, "SEEN": str(seen), "STOP": str(os.getpid())}
    ended = subprocess.run(
        [*program, "--revision", "head-1"],
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert b"squash.cli" in _looked(seen)
    assert TOKEN not in ended.stdout + ended.stderr
