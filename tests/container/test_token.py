"""The token of a proposal: what anybody can find of it, during the run and afterwards."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.container.conftest import NewRunner
from tests.container.forges import BRANCH, Site, site
from tests.container.hostile.migrations.look_round import FORMS, forms
from tests.container.runner import TOKEN
from tests.container.watching import KEPT, watching
from tests.gitserver import git

HOSTILE = Path(__file__).with_name("hostile")
INPUTS = {"command": "squash", "create-pull-request": "true", "revision": "head-1", "TOKEN": TOKEN}


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Site]:
    """A project whose migrations look for the token, on a forge."""
    with site(tmp_path, HOSTILE) as made:
        yield made


def test_the_token_of_a_proposal_is_nowhere_to_be_found(
    image: str, new_runner: NewRunner, shop: Site, tmp_path: Path
) -> None:
    """Not by the project's code, which goes on looking during the push, nor by root afterwards.

    And nothing of the checkout is changed.
    """
    runner = new_runner(1001, HOSTILE, layout="v5")
    before, modes = files(runner.workspace), runner.modes()
    with watching(tmp_path / "watch", shop.git.url, TOKEN) as watch:
        watch.hook(shop.store.bare.folder)
        inputs = {**INPUTS, "env": f"LISTENER=127.0.0.1:{watch.port}"}
        done = runner.run(image, inputs, shop.variables, network="host")
    assert done.code == 0, done.log
    assert done.outputs["pull-request-operation"] == "created"
    assert shop.tips()[BRANCH] == done.outputs["pull-request-head-sha"]
    said = runner.said()
    assert "LOOKED at" in said
    assert [line for line in said.splitlines() if line.startswith(("LOOT", "WROTE"))] == []
    assert (watch.found, watch.looked > 1, watch.searched > 20) == ([], True, True)
    # The watch itself is awake: git needs the token to push.
    assert any(name.startswith("git") for name in watch.holders), watch.holders

    left = {"the log": done.log.encode(), **files(runner.root), **remembered(shop)}
    del left[f"repo/repo/{KEPT.partition('workspace/')[2]}"]
    assert [name for name, content in left.items() if watch.holds(content)] == []

    # And the checkout is as it was, git's own files among it, but for the report.
    after = files(runner.workspace)
    assert {name: after[name] for name in after if name in before} == before
    assert all(name.startswith("alembic-squash-report/") for name in set(after) - set(before))
    assert runner.owners() == {(1001, 1001)}
    assert modes.items() <= runner.modes().items()


@pytest.mark.parametrize("before", ["", "x", "x-access-token:", "oauth2:"])
def test_every_form_of_a_token_is_looked_for(before: str) -> None:
    """As it is, as git gets it behind whatever name, in addresses."""
    text = f"{before}{TOKEN}:behind"
    for written in (
        text.encode(),
        base64.b64encode(text.encode()),
        base64.urlsafe_b64encode(text.encode()),
        quote(text).encode(),
        "".join(f"%{ord(each):02X}" for each in text).encode(),
        text.encode().hex().encode(),
    ):
        assert any(form in written for form in forms(TOKEN.encode())), written
        assert any(form in written for form in FORMS), written


def files(folder: Path) -> dict[str, bytes]:
    """Every file of a folder by its path, objects of git as they are meant."""
    found = {
        str(each.relative_to(folder)): each.read_bytes()
        for each in folder.rglob("*")
        if each.is_file()
    }
    for place in folder.rglob(".git"):
        found |= objects(place)
    return found


def objects(repository: Path) -> dict[str, bytes]:
    """Every object of a repository by its id, reachable or not."""
    listed = git(repository, "cat-file", "--batch-all-objects", "--batch-check=%(objectname)")
    return {
        f"{repository}: {each}": git(repository, "cat-file", "-p", each).encode("utf-8", "replace")
        for each in listed.splitlines()
    }


def remembered(shop: Site) -> dict[str, bytes]:
    """All that the servers got and keep, but for the headers that the token belongs in."""
    bare = shop.store.bare
    asked = [each.path for each in shop.forge.requests] + [each[1] for each in shop.git.seen]
    bodies = b"\n".join(each.body for each in shop.forge.requests)
    return {
        "the addresses": "\n".join(asked).encode(),
        "what was sent": bodies,
        "the forge": json.dumps(shop.store.known()).encode(),
        "refs": bare.git("for-each-ref").encode(),
        **objects(bare.folder),
    }
