"""The recipe of GitLab, run by gitlab-ci-local on a git server and a stand-in of its API."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from squash.proposal.marker import find_marker
from tests.container import act, npm
from tests.container.conftest import SHOP, TOP
from tests.container.revisions import FILE, FIRST, LAST, revision
from tests.container.runner import TOKEN
from tests.forge.gitlab import Lab, running_lab
from tests.forge.repository import Bare
from tests.gitserver import GitServer, serving

HOSTILE = Path(__file__).with_name("hostile")
RECIPE = TOP / "examples" / "gitlab" / ".gitlab-ci.yml"
PROJECT, BRANCH = "org/shop", "alembic-squash/baseline"
ASKING = {
    "CI_MERGE_REQUEST_IID": "1",
    "CI_MERGE_REQUEST_SOURCE_PROJECT_PATH": PROJECT,
    "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME": "coupons",
    "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
}
# What GitLab does with the options of a push: it opens what they describe, as the one who pushed.
HOOK = """\
#!{python}
import json, os, sys
from urllib.request import Request, urlopen

count = int(os.environ["GIT_PUSH_OPTION_COUNT"])
options = [os.environ[f"GIT_PUSH_OPTION_{{number}}"] for number in range(count)]
named = dict(each.removeprefix("merge_request.").partition("=")[::2] for each in options)
with open({heard!r}, "a") as heard:
    heard.write(json.dumps(options) + "\\n")
if "create" in named:
    branch = sys.stdin.read().split()[2].removeprefix("refs/heads/")
    sent = {{"source_branch": branch, "target_branch": named["target"], "title": named["title"]}}
    head = {{"Authorization": "Bearer {token}", "Content-Type": "application/json"}}
    address = "{api}/projects/org%2Fshop/merge_requests"
    urlopen(Request(address, json.dumps(sent).encode(), head, method="POST"))
"""


@dataclass(frozen=True, slots=True)
class Shop:
    """A project on GitLab.

    Parameters
    ----------
    lab : the stand-in
    git : the server of its repository
    checkout : what pipelines are started in
    programs : folder of the runner
    host : of the Docker engine
    """

    lab: Lab
    git: GitServer
    checkout: Path
    programs: Path
    host: str

    def pipeline(self, source: str, variables: Mapping[str, str] | None = None) -> act.Job:
        """Run what the recipe has for a source of pipelines: ``schedule`` and the like."""
        given = {
            "CI_PIPELINE_SOURCE": source,
            "CI_PROJECT_PATH": PROJECT,
            "CI_SERVER_URL": self.git.url,
            "CI_API_V4_URL": f"{self.lab.url}/api/v4",
            "ALEMBIC_SQUASH_TOKEN": TOKEN,
            **(variables or {}),
        }
        line = [str(self.programs / "gitlab-ci-local"), "--network", "host"]
        line += ["--pull-policy", "if-not-present", "--helper-image", act.RUNNER_IMAGE]
        line += [word for each in given.items() for word in ("--variable", "=".join(each))]
        env = {**npm.environment(), "DOCKER_HOST": self.host, "HOME": str(self.checkout.parent)}
        done = subprocess.run(
            line, cwd=self.checkout, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, check=False, timeout=600,
        )  # fmt: skip
        return act.Job(done.returncode, done.stdout)

    def listen(self, heard: Path) -> None:
        """Do as GitLab does with the options of pushes, and write them to a file."""
        hook = self.lab.bare.folder / "hooks" / "post-receive"
        hook.parent.mkdir(exist_ok=True)
        api = f"{self.lab.url}/api/v4"
        hook.write_text(HOOK.format(python=sys.executable, heard=str(heard), token=TOKEN, api=api))
        hook.chmod(0o755)


@pytest.fixture
def shop(
    request: pytest.FixtureRequest, jobs: None, image: str, host: str, tmp_path: Path
) -> Iterator[Shop]:
    """The shop, or another project, with the recipe and the image that this names."""
    name = next(
        line.split("name: ")[1] for line in RECIPE.read_text().splitlines() if "name: " in line
    )
    subprocess.run(["docker", "--host", host, "tag", image, name], check=True)
    bare = Bare(tmp_path / "served" / f"{PROJECT}.git")
    bare.folder.parent.mkdir(parents=True)
    bare.create()
    bare.git("config", "receive.advertisePushOptions", "true")
    checkout = act.repository(tmp_path / "checkout", getattr(request, "param", SHOP))
    (checkout / RECIPE.name).write_text(RECIPE.read_text())
    act.git(checkout, "add", RECIPE.name)
    act.git(checkout, "commit", "--quiet", "--message", "The recipe")
    act.git(checkout, "push", "--quiet", str(bare.folder), "main")
    with (
        serving(GitServer(tmp_path / "served", TOKEN)) as server,
        running_lab(Lab(PROJECT, bare, {TOKEN: "project_1_bot"})) as lab,
    ):
        act.git(checkout, "remote", "set-url", "origin", f"{server.url}/{PROJECT}.git")
        act.git(checkout, "update-ref", "refs/remotes/origin/main", "main")
        yield Shop(lab, server, checkout, npm.installed("gitlab-ci-local"), host)


def test_a_schedule_opens_a_merge_request_by_its_push(shop: Shop, tmp_path: Path) -> None:
    """The push itself opens it; what it says comes after, and the report is an artifact."""
    heard = tmp_path / "heard"
    shop.listen(heard)
    done = shop.pipeline("schedule")
    assert done.code == 0, done.log[-6000:]
    title = "Squash 44 of 44 migrations into one baseline"
    assert [json.loads(line) for line in heard.read_text().splitlines()] == [
        ["merge_request.create", "merge_request.target=main", f"merge_request.title={title}"]
    ]
    (merge,) = shop.lab.merges.values()
    head = shop.lab.bare.tips()[BRANCH]
    marker = find_marker(merge["description"], ".")
    assert marker is not None
    assert (marker.head, merge["sha"], merge["title"]) == (head, head, title)
    assert (merge["state"], merge["source_branch"], merge["target_branch"]) == (
        "opened", BRANCH, "main",
    )  # fmt: skip
    listed = shop.lab.bare.git("ls-tree", "--name-only", f"{head}:migrations/versions")
    assert listed == f"{LAST}_baseline.py"
    report = shop.checkout / "alembic-squash-report"
    assert "44 of 44 revisions" in (report / "report.md").read_text()
    everything = [done.log, *map(Path.read_text, report.rglob("*.*"))]
    assert not any(TOKEN in text for text in everything)


def test_a_merge_request_hears_of_the_squash(shop: Shop) -> None:
    """One note, where its revision comes after an old one."""
    ask(shop, FILE, revision(FIRST))
    done = shop.pipeline("merge_request_event", ASKING)
    assert done.code == 0, done.log[-6000:]
    (note,) = shop.lab.notes.values()
    assert (note["number"], note["author"]) == (1, {"username": "project_1_bot"})
    assert f"comes after `{FIRST}`" in note["body"]
    assert TOKEN not in done.log


@pytest.mark.parametrize("shop", [HOSTILE], indirect=True)
def test_hostile_code_of_a_merge_request_finds_no_token(shop: Shop) -> None:
    """Neither in the job's shell, nor in git's configuration, nor anywhere else."""
    header = ("http.https://gitlab.example/.extraheader", f"AUTHORIZATION: basic {TOKEN}")
    act.git(shop.checkout, "config", *header)
    ask(shop, "migrations/notes.txt", "Coupons by mail.\n")
    cut = {"ALEMBIC_SQUASH_KEEP": "1", "ALEMBIC_SQUASH_MIN_REMOVED": "2", "CI_JOB_TOKEN": TOKEN}
    done = shop.pipeline("merge_request_event", ASKING | cut)
    assert done.code == 0, done.log[-6000:]
    assert done.said("Variables that nobody gets: ALEMBIC_SQUASH_TOKEN")
    logs = (shop.checkout / "alembic-squash-report" / "logs").rglob("*.log")
    said = "".join(map(Path.read_text, logs))
    assert "LOOKED at" in said
    assert [line for line in said.splitlines() if line.startswith(("LOOT", "WROTE"))] == []


def ask(shop: Shop, file: str, text: str) -> None:
    """Have a merge request with one more file among the migrations."""
    act.git(shop.checkout, "switch", "--quiet", "--create", "coupons")
    (shop.checkout / file).write_text(text)
    act.git(shop.checkout, "add", "--all")
    act.git(shop.checkout, "commit", "--quiet", "--message", "Coupons by mail")
    act.git(shop.checkout, "push", "--quiet", str(shop.lab.bare.folder), "coupons")
    opening = {"source_branch": "coupons", "target_branch": "main", "title": "Coupons by mail"}
    shop.lab.open(opening, "octocat")
