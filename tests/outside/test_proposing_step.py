"""A proposal from a real run: the action as a process of its own, on a small real project."""

from __future__ import annotations

import base64
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from squash.outside.server import PrivatePostgres, Scratch
from tests.forge import Forge, Store, Token, running
from tests.gitserver import GitServer, commit_on, git, serving
from tests.outside.projects import REVISION, Project, tables
from tests.outside.steps import Ended, Step
from tests.outside.test_handover import LOOKING

pytestmark = pytest.mark.usefixtures("unmeasured")

NAME, BRANCH = "acme/shop", "alembic-squash/baseline"
TOKEN = "ghs_0123456789abcdefghijABCDEFGHIJ012345"
TABLES = {f"b{number}": f"op.execute('CREATE TABLE t{number} ()')" for number in range(5)}


@dataclass
class Served:
    """A step whose checkout is a clone of a repository on a forge."""

    step: Step
    store: Store
    forge: Forge
    git: GitServer
    seen: Path

    def run(self, **inputs: str) -> Ended:
        """One run of the action on a schedule."""
        asked = {"command": "squash", "create-pull-request": "true", **inputs}
        return self._run(asked, GITHUB_EVENT_NAME="schedule", GITHUB_REF="refs/heads/main")

    def check(self, owner: str, **inputs: str) -> Ended:
        """One run of the action for pull request 1, whose branch is of this owner's repository."""
        head = {"ref": "theirs", "sha": "0" * 40, "repo": {"full_name": f"{owner}/shop"}}
        told = {"number": 1, "head": head, "base": {"ref": "main", "sha": "0" * 40}}
        event = self.step.folder / "event.json"
        event.write_text(json.dumps({"pull_request": told}))
        known = {"GITHUB_EVENT_NAME": "pull_request", "GITHUB_REF": "refs/pull/1/merge"}
        return self._run({"command": "check", **inputs}, GITHUB_EVENT_PATH=str(event), **known)

    def _run(self, inputs: dict[str, str], **variables: Any) -> Ended:
        return self.step.run(
            {"token": TOKEN, **inputs},
            GITHUB_REPOSITORY=NAME,
            GITHUB_SERVER_URL=self.git.url,
            GITHUB_API_URL=self.forge.url,
            GITHUB_GRAPHQL_URL=f"{self.forge.url}/graphql",
            GITHUB_RUN_ID="7",
            SEEN=str(self.seen),
            STOP=str(os.getpid()),
            # As an editable install has it.
            PYTHONPATH=str(self.step.workspace / "src"),
            **variables,
        )


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """A project whose env.py looks at all processes above it, on a forge and in a checkout."""
    step, seen = Step(tmp_path), tmp_path / "seen"
    seen.touch()
    seen.chmod(0o666)
    step.workspace.rmdir()
    forge = Forge(tmp_path / "served", {TOKEN: Token()})
    store = forge.repository(NAME)
    env = f"import shop\n{LOOKING}"
    package = {"src/shop/__init__.py": "", ".gitignore": ".env\n"}
    Project(tmp_path / "project", env=env, revisions=TABLES, files=package).write()
    files: dict[str, str | bytes | None] = {
        path.relative_to(tmp_path / "project").as_posix(): path.read_bytes()
        for path in (tmp_path / "project").rglob("*")
        if path.is_file()
    }
    commit_on(store.bare.folder, "main", files, "All")
    git(tmp_path, "clone", "-q", "--depth=1", f"file://{store.bare.folder}", "workspace")
    with serving(GitServer(tmp_path / "served", TOKEN)) as server, running(forge):
        yield Served(step, store, forge, server, seen)
        assert forge.violations == []


def test_a_scheduled_step_opens_updates_and_closes(
    served: Served, postgres: PrivatePostgres
) -> None:
    """The merged branch makes the proved schema with plain Alembic; no token was to be seen."""
    (served.step.workspace / "src/shop/__init__.py").write_text("raise OSError('not committed')\n")
    before = git(served.step.workspace, "status", "--porcelain")
    policy = {"keep": "2", "min-removed": "2"}
    tried = served.run(**policy | {"dry-run": "true"})
    assert (tried.code, tried.outputs["pull-request-operation"]) == (0, "none"), tried.log
    assert "Dry run: create." in tried.log
    assert BRANCH not in served.store.bare.tips()
    opened = served.run(**policy)
    assert opened.code == 0, opened.log
    assert (opened.outputs["result"], opened.outputs["changed"]) == ("squashed", "false")
    told = [opened.outputs[f"pull-request-{each}"] for each in ("operation", "number", "branch")]
    assert told == ["created", "1", BRANCH]
    assert opened.outputs["pull-request-head-sha"] == served.store.bare.tips()[BRANCH]
    assert opened.outputs["report-path"] == "alembic-squash-report"
    assert git(served.step.workspace, "status", "--porcelain") == before
    again = served.run(**policy)
    assert (again.code, again.outputs["pull-request-operation"]) == (0, "none"), again.log
    assert "#1 says all this already." in again.log
    scratch = postgres.open("merged")
    assert _upgraded(served, scratch) == ["alembic_version", *(f"t{number}" for number in range(5))]
    scratch.drop()
    _no_token(served, opened, again)
    left = served.run(**policy | {"min-removed": "5"})
    assert (left.code, left.outputs["pull-request-operation"]) == (0, "closed"), left.log


def test_a_step_of_a_pull_request_comments(served: Served) -> None:
    """A revision that reaches round the cut is said; a fork's run stays green without a comment."""
    git(served.store.bare.folder, "branch", "theirs", "main")
    served.store.add_pull("theirs", "main", "More")
    text = REVISION.format(id="b9", down="b0", up="    pass")
    (served.step.workspace / "migrations" / "versions" / "b9.py").write_text(text)
    policy = {"keep": "2", "min-removed": "2"}
    ended = served.check("acme", **policy)
    (note,) = served.store.comments.values()
    assert (ended.code, ended.outputs["comment-id"]) == (0, str(note.id)), ended.log
    assert "b9" in note.body
    served.store.comments.clear()
    served.forge.tokens[TOKEN] = Token(writes=frozenset())
    forked = served.check("other", **policy)
    assert (forked.code, forked.outputs["comment-id"]) == (0, ""), forked.log
    assert "There is no comment." in forked.log
    told = "::warning file=migrations/versions/b9.py,line=6::b9 comes after b0, which"
    assert told in forked.log
    assert (served.store.comments, "b9" in forked.summary) == ({}, True)


def _upgraded(served: Served, scratch: Scratch) -> list[str]:
    """Tables that plain Alembic makes of a fresh clone of the branch."""
    clone = served.step.folder / "clone"
    git(served.step.folder, "clone", "-q", "-b", BRANCH, str(served.store.bare.folder), str(clone))
    versions = sorted(path.name for path in (clone / "migrations" / "versions").iterdir())
    assert versions == ["b2_baseline.py", "b3.py", "b4.py"]
    ini = clone / "alembic.ini"
    url = scratch.migrating.url.replace("%", "%%")
    ini.write_text(
        re.sub("(?m)^sqlalchemy.url = .*$", lambda _: f"sqlalchemy.url = {url}", ini.read_text())
    )
    variables = {**os.environ, "SEEN": os.devnull, "STOP": str(os.getpid())}
    variables["PYTHONPATH"] = str(clone / "src")
    command = [sys.executable, "-m", "alembic", "upgrade", "head"]
    subprocess.run(command, cwd=clone, env=variables, check=True, capture_output=True)
    return list(tables(scratch))


def _no_token(served: Served, *runs: Ended) -> None:
    seen = served.seen.read_bytes()
    assert b"looked at" in seen
    texts = [run.log + run.summary for run in runs]
    for path in (served.step.workspace / "alembic-squash-report").rglob("*"):
        texts += [path.read_text("utf-8")] if path.is_file() else []
    raw = TOKEN.encode()
    for form in (TOKEN, quote(TOKEN), base64.b64encode(b"x-access-token:" + raw).decode()):
        assert form.encode() not in seen
        for text in texts:
            assert form not in text
