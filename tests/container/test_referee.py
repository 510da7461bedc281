"""A second, independent referee between the client and the stand-in: prism, as a proxy."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from squash.outside.github import GitHub
from squash.outside.refusals import Invalid, NotThere, ReadOnly, Unanswered
from tests.container import npm
from tests.container.conftest import TOP
from tests.forge.client import NAME, QUICK, WORKFLOW, Ground, ground

DOCUMENT = TOP / "tests" / "forge" / "github-openapi-cut.json"
STARTING = 60  # seconds


@pytest.fixture(scope="session")
def prism() -> Path:
    """The program, installed by its lock."""
    return npm.installed("prism") / "prism"


@dataclass(slots=True)
class Refereed:
    """A stand-in, and the address of the referee before it."""

    here: Ground
    url: str

    def client(self, token: str = WORKFLOW) -> GitHub:
        """A client that speaks through the referee; the document knows no GraphQL."""
        forge = self.here.forge.url
        return GitHub(self.url, f"{forge}/graphql", forge, NAME, token, {}, patience=QUICK)


@pytest.fixture
def refereed(tmp_path: Path, prism: Path) -> Iterator[Refereed]:
    """A stand-in behind the referee."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with ground(tmp_path) as here:
        command = [str(prism), "proxy", "--errors", "--host", "127.0.0.1", "--port", str(port)]
        with subprocess.Popen(
            [*command, str(DOCUMENT), here.forge.url],
            env=npm.environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True,
        ) as process:  # fmt: skip
            try:
                _wait(port)
                yield Refereed(here, f"http://127.0.0.1:{port}")
            finally:
                # The wheel's node is a program that starts the real one.
                os.killpg(process.pid, signal.SIGTERM)


def test_a_second_referee_has_nothing_to_object(refereed: Refereed) -> None:
    """Every call of the client, and every answer of the stand-in, is as GitHub describes it."""
    client, bare = refereed.client(), refereed.here.store.bare
    assert client.default_branch() == "main"
    pull = client.create(branch="squash/shop", base="main", title="t", body="b", draft=True)
    assert client.pulls("squash/shop", "main", "open") == [pull] == [client.pull(1)]
    assert client.update(1, title="x", body="c", state="closed").state == "closed"
    assert client.update(1, state="open").title == "x"
    assert client.label(1, ("bug", "a b/c")) == ()
    assert client.assign(1, ("octocat",)) == ()
    assert refereed.client("ghs_app").request_reviewers(1, ("octocat",), ("data",)) == ()
    note = client.comment(1, "one")
    assert client.edit_comment(note.id, "two").body == "two"
    assert [each.body for each in client.comments(1)] == ["two"]
    client.delete_comment(note.id)
    parent, base = bare.tips()["main"], bare.git("rev-parse", "main^{tree}")
    blob = bare.git("hash-object", "-w", "--stdin", stdin=b"1\n")
    tree = bare.tree(base, [("a.py", "0", None), ("n.py", "100644", blob)])
    changes = {"a.py": None, "n.py": b"1\n"}
    assert client.signed_commit(
        base_tree=base, parent=parent, changes=changes, message="m", tree=tree
    )
    with pytest.raises(NotThere, match="status 404"):
        client.pull(9)
    with pytest.raises(Invalid, match="status 422"):
        client.create(branch="never", base="main", title="t", body="b")
    with pytest.raises(ReadOnly, match="status 403"):
        refereed.client("ghs_read").comment(1, "three")
    client.delete_branch("squash/shop")
    assert {each.status for each in refereed.here.forge.requests} <= {200, 201, 204, 403, 404, 422}


def test_the_second_referee_is_awake(refereed: Refereed) -> None:
    """A request that is not GitHub's does not pass it, and neither does such an answer."""
    address = f"{refereed.url}/repos/{NAME}/pulls"
    sent = requests.post(address, json={"base": "main"}, timeout=30)
    assert (sent.status_code, "prism" in sent.text) == (422, True)
    assert refereed.here.forge.requests == []
    refereed.here.forge.fail("GET", "pulls", status=200, body=[{}], times=QUICK.tries)
    with pytest.raises(Unanswered, match="status 500"):
        refereed.client().pulls()


def _wait(port: int) -> None:
    until = time.monotonic() + STARTING
    while time.monotonic() < until:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.1)
    raise AssertionError(f"prism does not listen after {STARTING} seconds")
