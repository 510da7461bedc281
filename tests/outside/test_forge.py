"""The stand-in of GitHub itself: as a program, and as a judge."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, cast

import pytest
import requests

from squash.outside.github import GitHub
from squash.outside.web import Patience
from tests.forge import Bare, Forge, Token, running
from tests.forge.client import NAME, ground

TOP = Path(__file__).resolve().parents[2]
# The program needs its time to start: until then its port is shut.
PATIENT = Patience(tries=8, pause=0.1)


@contextmanager
def program(root: Path, *tokens: str) -> Iterator[str]:
    """Run the stand-in as a program, with its state beside its repositories; its address."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    named = [f"--token={each}" for each in tokens]
    command = [sys.executable, "-m", "tests.forge", "--host=127.0.0.1", f"--port={port}", *named]
    with subprocess.Popen(
        [*command, f"--git-root={root}", f"--state={root / 'state.json'}"],
        cwd=TOP, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def client(url: str, token: str) -> GitHub:
    """A client of the program, as of an Enterprise server."""
    return GitHub(f"{url}/api/v3", f"{url}/api/graphql", url, NAME, token, {}, patience=PATIENT)


def test_as_a_program_it_remembers(tmp_path: Path) -> None:
    """What was opened is there after a new start, read from its file; tokens are as given."""
    bare = Bare(tmp_path / f"{NAME}.git")
    bare.folder.parent.mkdir()
    bare.create()
    first = bare.commit("main", {"a": "1"})
    bare.commit("ours", {"a": "2"}, parents=[first])
    with program(tmp_path, "one", "two:app:squasher[bot]", "three:user:octocat:read") as url:
        pull = client(url, "two").create(branch="ours", base="main", title="t", body="b")
        client(url, "one").comment(1, "hello")
        assert pull.author == "squasher[bot]"
        assert client(url, "three").viewer() == "octocat"
    with program(tmp_path, "one") as url:
        known = client(url, "one")
        assert known.pull(1).sha == bare.tips()["ours"]
        assert [each.author for each in known.comments(1)] == ["github-actions[bot]"]
        fault = {"path": "/pulls/1$", "status": 404, "body": {"message": "gone"}}
        assert requests.post(f"{url}/stand-in/faults", json=fault, timeout=60).status_code == 204
        assert requests.get(f"{url}/repos/{NAME}/pulls/1", timeout=60).text == '{"message": "gone"}'
    state = json.loads((tmp_path / "state.json").read_text(encoding="utf-8"))
    assert state["violations"] == []
    assert [each["branch"] for each in state["repositories"][NAME]["pulls"]] == ["ours"]


@pytest.mark.parametrize(
    ("method", "path", "body", "wrong"),
    [
        ("POST", "/pulls", {"titel": "t", "head": "a", "base": "main"}, "titel"),
        ("POST", "/pulls", {"title": "t", "head": "a"}, "base"),
        ("POST", "/issues/1/comments", {"body": 7}, "7"),
        ("GET", "/pulls?sate=open", None, "sate"),
        ("DELETE", "/git/refs/heads/a/b", None, "not a call that is used"),
        ("PUT", "/pulls/1", {}, "not a call that is used"),
        ("POST", "/issues/1/labels", ["bug"], "bug"),
    ],
)
def test_a_request_that_is_not_githubs_fails_the_test(
    tmp_path: Path, method: str, path: str, body: Any, wrong: str
) -> None:
    """A misspelled or missing member, a wrong type, a parameter or a call that there is not."""
    with pytest.raises(AssertionError, match=wrong), ground(tmp_path) as here:
        ask(here.forge, method, path, body)


def test_an_answer_that_is_not_githubs_fails_the_test(tmp_path: Path) -> None:
    """The stand-in is judged as well as the client."""
    forge = Forge(tmp_path, {"one": Token()})
    store = forge.repository(NAME)
    store.bare.commit("main", {"a": "1"})
    store.add_pull("main", "main").labels = cast("list[str]", [7])
    with pytest.raises(AssertionError, match="7 is not"), running(forge):
        ask(forge, "GET", "/pulls/1")


def ask(forge: Forge, method: str, path: str, body: Any = None) -> None:
    """Send what no client of ours would, or get what GitHub would not answer."""
    headers = {"Authorization": f"Bearer {next(iter(forge.tokens))}"}
    url = f"{forge.url}/repos/{NAME}{path}"
    answer = requests.request(method, url, json=body, headers=headers, timeout=60)
    assert answer.status_code == 418, answer.text
