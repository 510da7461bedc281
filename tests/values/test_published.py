"""One list of options: what is published of it says the same everywhere."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from squash.errors import UsageError
from squash.report.outputs import NAMES
from squash.settings import Source, resolve
from squash.settings.options import INPUTS, OPTIONS, Option
from tests import published

AGAIN = "python -m tests.published"
ACTION: dict[str, Any] = yaml.safe_load(published.ACTION.read_text(encoding="utf-8"))
SCHEMA: dict[str, Any] = json.loads(published.SCHEMA.read_text(encoding="utf-8"))
VALUES: dict[str, list[object]] = {
    "text": ["a text", "0560"],
    "number": [30],
    "switch": [True, False],
    "list": ["a, b", ["a", "b"]],
    "assignments": [{"A": "1", "B": "{url}"}, {}, "A=1\nB={url}\n", ["A=1", "B={url}"], []],
}


def test_the_readme_has_the_table_of_the_code() -> None:
    """Every option stands in the README with its default, its commands and its help."""
    text = published.README.read_text(encoding="utf-8")
    assert published.between(text, published.README_MARKS) == published.table(), AGAIN


def test_the_action_has_the_inputs_of_the_code() -> None:
    """Every option is an input of one line, which nobody must give and no default hides."""
    text = published.ACTION.read_text(encoding="utf-8")
    assert published.between(text, published.ACTION_MARKS) == published.inputs(), AGAIN
    assert list(ACTION["inputs"]) == [option.name for option in INPUTS]
    for each in ACTION["inputs"].values():
        assert each["required"] is False
        assert "default" not in each
        assert "\n" not in each["description"]


def test_the_names_are_kebab_case() -> None:
    """A name can be a flag, an input and a key as it stands."""
    for option in INPUTS:
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", option.name)


def test_the_action_has_the_outputs_that_are_written() -> None:
    """action.yml and the README promise exactly what a step leaves."""
    assert set(ACTION["outputs"]) == set(NAMES)
    rows = published.README.read_text(encoding="utf-8").split("| output | ")[1].split("\n\n")[0]
    named = " ".join(row.split("|")[1] for row in rows.splitlines()[2:])
    assert re.findall(r"`([a-z-]+)`", named) == list(NAMES)


def test_the_action_can_be_shown_in_a_marketplace() -> None:
    """Name, a short description and branding are there."""
    assert ACTION["name"]
    assert 0 < len(ACTION["description"]) < 125
    assert set(ACTION["branding"]) == {"icon", "color"}
    assert ACTION["runs"]["using"] == "docker"


def test_the_schema_is_that_of_the_code() -> None:
    """The published schema knows every key a configuration file may hold, and no other."""
    assert published.SCHEMA.read_text(encoding="utf-8") == published.schema(), AGAIN
    Draft202012Validator.check_schema(SCHEMA)
    assert list(SCHEMA["properties"]) == [option.name for option in OPTIONS if option.in_file]


@pytest.mark.parametrize("option", OPTIONS, ids=lambda option: option.name)
def test_what_the_schema_accepts_is_accepted(option: Option) -> None:
    """A value that an editor lets pass is one that a run understands."""
    values: list[object] = [*(option.choices or VALUES[option.kind])]
    values += [True, False] if "true" in option.choices else []
    values += [option.least, option.most] if option.kind == "number" else []
    for value in values if option.in_file else ():
        assert list(Draft202012Validator(SCHEMA).iter_errors({option.name: value})) == []
        resolve(".", flags={}, variables={}, files=[Source("a.yml", {option.name: value})])


@pytest.mark.parametrize(
    "document",
    [
        *(
            {"kepe": 1},
            {"keep": -1},
            {"keep": 10**9},
            {"timeout": 31 * 86400 + 1},
            {"role": "root"},
        ),
        *({"role": True}, {"env": {"1": "a"}}, {"env": ["A"]}, {"env": "A"}, {"config": "a"}),
    ],
)
def test_the_schema_refuses_what_is_refused(document: dict[str, object]) -> None:
    """What a run would refuse is marked in an editor too."""
    assert list(Draft202012Validator(SCHEMA).iter_errors(document))
    with pytest.raises(UsageError):
        resolve(".", flags={}, variables={}, files=[Source("a.yml", document)])
