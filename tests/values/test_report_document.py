"""The JSON report: what its published schema promises."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from squash import report
from squash.difference import WHATS, WHERES
from squash.outcome import RESULTS, Outcome
from squash.report import document, json_text
from tests.conftest import Golden
from tests.outcomes import differing, failed, proved

SCHEMA: dict[str, Any] = json.loads(
    (Path(report.__file__).parent / "schema.json").read_text(encoding="utf-8")
)
VALID = Draft202012Validator(SCHEMA)
OUTCOMES = {
    "proved": proved(),
    "differing": differing(20, 600),
    "failed": failed(),
    "empty": Outcome(command="plan", result="planned"),
    "timed": replace(proved(), fresh=(1.25, 0.5), result_hash="ab" * 32),
}


@pytest.mark.parametrize("name", OUTCOMES)
def test_documents_follow_the_schema(name: str) -> None:
    """What is written is what the schema says."""
    assert [
        error.message for error in VALID.iter_errors(json.loads(json_text(OUTCOMES[name])))
    ] == []


def test_the_document_reads_as_agreed(golden: Golden) -> None:
    """The whole document of a proved squash is in a golden file."""
    actual = json_text(proved(14, 3))
    assert golden(Path(__file__).parent / "golden" / "proved.json", actual) == actual


def test_the_schema_is_one() -> None:
    """It is a valid schema of its draft."""
    Draft202012Validator.check_schema(SCHEMA)


def objects(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """All parts of a schema that describe an object with named members."""
    found = [schema] if "properties" in schema else []
    for value in schema.values():
        inner = value if isinstance(value, list) else [value]
        for part in inner:
            if isinstance(part, dict):
                found += objects(part)
    return found


def test_the_schema_is_closed_and_described() -> None:
    """Each object lists all its members as required, takes no others and describes each."""
    parts = objects(SCHEMA)
    assert len(parts) == 12
    for part in parts:
        assert part["additionalProperties"] is False
        assert set(part["properties"]) == set(part["required"])
        assert not [
            name
            for name, member in part["properties"].items()
            if not member.get("description") and "$ref" not in member
        ]


def test_the_schema_knows_the_words_of_the_program() -> None:
    """Results, places and kinds of change are the program's own lists."""
    difference = SCHEMA["$defs"]["difference"]["properties"]
    assert SCHEMA["properties"]["result"]["enum"] == list(RESULTS)
    assert difference["where"]["enum"] == list(WHERES)
    assert difference["what"]["enum"] == list(WHATS)


@pytest.mark.parametrize(
    "change",
    [{"result": "done"}, {"checks": [{}]}, {"more": 1}, {"cut": {"id": "x"}}, {"exit_code": -1}],
)
def test_the_schema_refuses_other_documents(change: dict[str, Any]) -> None:
    """An unknown result, a missing member and an additional one are errors."""
    assert not VALID.is_valid({**document(proved()), **change})


def test_nothing_is_left_out() -> None:
    """All 500 differences and 340 revisions are in the document."""
    assert len(document(differing(500, 640))["checks"][0]["differences"]) == 501
    assert len(document(proved(340, 20))["removed"]) == 340


def test_dates_are_iso_or_null() -> None:
    """A Create Date keeps its time zone; a missing one is null."""
    outcome = proved(12, 2)
    undated = replace(outcome.kept[0], created=None)
    found = document(replace(outcome, kept=(undated,)))
    assert found["removed"][0]["created"] == "2020-01-06T09:30:00+00:00"
    assert found["kept"][0]["created"] is None
