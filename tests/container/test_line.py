"""The image, run by the line that GitHub's runner uses."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.container.conftest import TOP, NewRunner
from tests.container.runner import TOKEN

HOSTILE = Path(__file__).with_name("hostile")
BY_HAND = TOP / "examples" / "workflows" / "docker-run.sh"
QUOTES = 'all of "it", it\'s\n::set-output name=result::owned\nand a \\'


@pytest.mark.parametrize("owner", [1001, 0, 1000, 60000])
def test_the_shop_is_squashed_for_every_owner_of_the_workspace(
    image: str, new_runner: NewRunner, owner: int
) -> None:
    """Files are changed, outputs and summary written, all of it the owner's; git is untouched."""
    runner = new_runner(owner, layout="v5")
    before = runner.modes()
    done = runner.run(image, {"command": "squash", "keep": "20", "TOKEN": TOKEN})
    assert done.code == 0, done.log
    assert done.outputs["result"] == "squashed"
    assert done.outputs["changed"] == "true"
    assert done.outputs["equivalent"] == "true"
    assert (done.outputs["squashed-count"], done.outputs["kept-count"]) == ("24", "20")
    assert done.outputs["baseline-revision"] == "0a6fd25c9b14"
    baseline = done.outputs["baseline-path"]
    assert (runner.workspace / baseline).is_file()
    assert (runner.workspace / done.outputs["report-path"] / "report.md").is_file()
    assert runner.owners() == {(owner, owner)}
    status = runner.git("status", "--porcelain").splitlines()
    assert len([line for line in status if line.startswith(" D")]) == 24
    assert [line for line in status if not line.startswith(" D")] == [f"?? {baseline}"]
    assert "Squashed and proved" in done.summary
    assert TOKEN not in done.log + done.summary
    after = runner.modes()
    assert {path: after[path] for path in before if path in after} == {
        path: mode for path, mode in before.items() if path in after
    }


@pytest.mark.parametrize("layout", ["v5", "v6"])
@pytest.mark.parametrize("owner", [1001, 60000])
def test_hostile_code_finds_no_token_and_changes_no_output(
    image: str, new_runner: NewRunner, owner: int, layout: str
) -> None:
    """What a migration reads of processes, runner, engine and checkout holds no token."""
    runner = new_runner(owner, HOSTILE, layout=layout)
    before = runner.modes()
    for file in runner.commands.iterdir():
        file.chmod(0o666)  # As other runners than GitHub's own leave them.
    inputs = {"command": "squash", "revision": "head-1", "TOKEN": TOKEN}
    done = runner.run(image, inputs)
    assert done.code == 0, done.log
    said = runner.said()
    assert "LOOKED at" in said
    assert f":{60001 if owner == 60000 else 60000} with" in said
    assert [line for line in said.splitlines() if line.startswith(("LOOT", "WROTE"))] == []
    assert done.outputs["result"] == "squashed"
    assert "owned" not in (runner.commands / "set_output").read_text()
    assert runner.owners() == {(owner, owner)}
    config = "repo/repo/.git/config"
    assert runner.modes()[config] == before[config]


def test_the_search_finds_what_can_be_found(image: str, new_runner: NewRunner) -> None:
    """Run as the runner's own account, the same code finds the token and writes an output."""
    runner = new_runner(1001, HOSTILE, layout="v5")
    runner.run(image, {"command": "check", "revision": "head-1"}, user="1001:1001")
    said = runner.said()
    assert "LOOT /github/workspace/.git/config" in said
    assert "WROTE /github/file_commands/set_output" in said


def test_a_hostile_job_does_no_harm(image: str, new_runner: NewRunner) -> None:
    """PATH of nonsense, folders called as ours, values with quotes, newlines and a backslash."""
    runner = new_runner(1001, HOSTILE)
    variables = {"PATH": "/nonsense:relative", "PYTHONPATH": "/nonsense", "NASTY": QUOTES}
    inputs = {"command": "check", "min-removed": "2", "keep": "1", "env": f"A={QUOTES!r}"}
    done = runner.run(image, inputs, variables)
    assert done.code == 0, done.log
    assert done.outputs["result"] == "squashed"
    assert done.outputs["changed"] == "false"


def test_any_account_can_run_it_by_hand(image: str, new_runner: NewRunner) -> None:
    """With `docker run --user` the code runs as that account too, and the log says so."""
    runner = new_runner(12345)
    done = runner.by_hand(image, "check", user="12345:12345")
    assert done.code == 0, done.log
    assert "Proved" in done.log
    assert "can read what it can" in " ".join(done.log.split())
    assert runner.owners() == {(12345, 12345)}


def test_by_hand_as_root_what_is_written_belongs_to_the_owner(
    image: str, new_runner: NewRunner
) -> None:
    """The example for other CIs squashes, and leaves the files to whom the folder belongs."""
    runner = new_runner(1000)
    done = subprocess.run(
        [str(BY_HAND), str(runner.workspace), "squash"], check=False, capture_output=True,
        env={**os.environ, "DOCKER_HOST": runner.host, "IMAGE": image},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    assert b"Squashed and proved" in done.stdout
    assert runner.owners() == {(1000, 1000)}
