"""The examples: each asks for inputs and outputs that there are, and with the rights it takes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from squash.report.pull_request import DOCS
from squash.settings import resolve
from squash.settings.inputs import command_of, project_of, read_command, read_inputs

ROOT = Path(__file__).resolve().parents[2]
WORKFLOWS = sorted((ROOT / "examples/workflows").glob("*.yml"))
PAGE = ROOT / "docs/pull-requests.md"
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
US = "org/alembic-squash-action@"


def jobs(text: str) -> Iterator[dict[str, Any]]:
    """Every job, or part of one, that is written in a text of YAML."""
    written = yaml.safe_load(text)
    yield from written["jobs"].values() if "jobs" in written else [written]


def ours(job: dict[str, Any]) -> list[dict[str, Any]]:
    """The steps of a job that use this action."""
    return [step for step in job["steps"] if step.get("uses", "").startswith(US)]


def examples() -> list[tuple[str, str]]:
    """(name, text) of every workflow, and of every part of one that the page shows."""
    blocks = re.findall(r"(?ms)^```yaml\n(.*?)^```$", PAGE.read_text(encoding="utf-8"))
    return [
        *((path.name, path.read_text(encoding="utf-8")) for path in WORKFLOWS),
        *((f"{PAGE.name}, block {place}", text) for place, text in enumerate(blocks, 1)),
    ]


@pytest.mark.parametrize(("name", "text"), examples(), ids=lambda each: str(each)[:40])
def test_an_example_gives_inputs_that_there_are(name: str, text: str) -> None:
    """Names and values of its inputs are accepted, and what it reads of them is an output."""
    steps = [step for job in jobs(text) for step in ours(job)]
    assert steps, name
    for step in steps:
        # An expression is filled in by the runner: any number may be meant.
        values = {
            key: re.sub(r"\$\{\{.*?\}\}", "7", str(value)) for key, value in step["with"].items()
        }
        values = {key: "true" if key == "dry-run" else value for key, value in values.items()}
        inputs = read_inputs({f"INPUT_{key.upper()}": value for key, value in values.items()})
        assert inputs.keys() <= ACTION["inputs"].keys()
        read_command(command_of(inputs))
        resolve(project_of(inputs), flags={}, inputs=inputs, variables={}, files=[])
    read = set(re.findall(r"steps\.(?:squash|check)\.outputs\.([\w-]+)", text))
    assert read <= ACTION["outputs"].keys()


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_an_example_has_the_rights_it_takes_and_no_others(path: Path) -> None:
    """What proposes with the workflow's own token may write, what comments may comment."""
    for job in jobs(path.read_text(encoding="utf-8")):
        [inputs] = [step["with"] for step in ours(job)]
        own = inputs.get("token") == "${{ github.token }}"
        wanted = {"contents": "read"}
        if own:
            wanted["pull-requests"] = "write"
        if own and inputs.get("create-pull-request"):
            wanted["contents"] = "write"
        assert job["permissions"] == wanted


def test_the_page_has_the_places_that_bodies_lead_to() -> None:
    """Each heading that is linked is there, and each file that the page names too."""
    page = PAGE.read_text(encoding="utf-8")
    slugs = {
        re.sub(r"[^\w -]", "", each.lower()).replace(" ", "-")
        for each in re.findall(r"(?m)^## (.*)$", page)
    }
    code = (ROOT / "squash/report/pull_request.py").read_text(encoding="utf-8")
    assert set(re.findall(r"\{DOCS\}#([\w-]+)", code)) <= slugs
    assert DOCS.endswith(PAGE.relative_to(ROOT).as_posix())
    named = re.findall(r"\]\(\.\./([^)#]+)\)", page)
    assert named
    assert [each for each in named if not (ROOT / each).exists()] == []
