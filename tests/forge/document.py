"""GitHub's own description of its API: examples to answer with, and the judge of all that is said.

`github-openapi-cut.json` is under the licence of NOTICE.md.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

_FILE = Path(__file__).with_name("github-openapi-cut.json")
_HOST = "https://api.github.com"


@lru_cache(maxsize=1)
def document() -> dict[str, Any]:
    """The description."""
    return cast("dict[str, Any]", json.loads(_FILE.read_text(encoding="utf-8")))


def example(name: str) -> Any:
    """One of its examples, to be changed at will."""
    return copy.deepcopy(document()["components"]["examples"][name]["value"])


@lru_cache(maxsize=1)
def _judges() -> tuple[Any, Any]:
    from openapi_core import Config, OpenAPI

    # A misspelled member of a body would be ignored by GitHub: it must not pass here.
    strict = Config(additional_properties_default_policy="forbid")
    return OpenAPI.from_dict(document(), config=strict), OpenAPI.from_dict(document())


def judge_request(
    method: str, path: str, query: Mapping[str, str], headers: Mapping[str, str], body: bytes
) -> str:
    """What is wrong with a request; empty where it is as GitHub describes it.

    Parameters
    ----------
    method, path : as they came, the path without what stands before ``/repos``
    query : parameters behind the question mark
    headers, body : as they came
    """
    from openapi_core.exceptions import OpenAPIError

    try:
        _judges()[0].validate_request(_request(method, path, query, headers, body))
    except OpenAPIError as error:
        return f"{method} {path}: {error}; {error.__cause__}"
    known = {_name(each) for each in _operation(method, path).get("parameters", ())}
    unknown = set(query) - known
    return f"{method} {path}: no such parameter: {sorted(unknown)}" if unknown else ""


def judge_answer(method: str, path: str, body: bytes, status: int, answer: bytes) -> str:
    """What is wrong with an answer; empty where it is as GitHub describes it.

    Statuses that every call may have, and so are described for few of them (a bad token, limits,
    faults of the server), are errors of the usual form.

    Parameters
    ----------
    method, path, body : of the request
    status, answer : status and body of what is answered
    """
    from openapi_core.exceptions import OpenAPIError
    from openapi_core.testing import MockResponse

    if str(status) not in _operation(method, path)["responses"]:
        known = json.loads(answer) if answer else {}
        usual = status >= 400 and isinstance(known.get("message"), str)
        return "" if usual else f"{method} {path}: no such answer: {status} {known}"
    try:
        _judges()[1].validate_response(
            _request(method, path, {}, {}, body),
            MockResponse(answer, status, content_type="application/json" if answer else ""),
        )
    except OpenAPIError as error:
        return f"{method} {path} answered {status}: {error}; {error.__cause__}"
    return ""


def template_of(path: str) -> str | None:
    """The path of the description that a path is one of: ``/repos/{owner}/{repo}/pulls``."""
    parts = path.split("/")
    fitting = [
        each
        for each in document()["paths"]
        if len(each.split("/")) == len(parts)
        and all(a == b or a.startswith("{") for a, b in zip(each.split("/"), parts, strict=True))
    ]
    # `/pulls/comments` would be more to the point than `/pulls/{pull_number}`.
    return min(fitting, key=lambda each: each.count("{"), default=None)


def _operation(method: str, path: str) -> Mapping[str, Any]:
    template = template_of(path)
    known = document()["paths"][template] if template else {}
    return cast("Mapping[str, Any]", known[method.lower()])


def _name(parameter: Mapping[str, Any]) -> str:
    reference = parameter.get("$ref", "").rpartition("/")[2]
    known = document()["components"]["parameters"][reference] if reference else parameter
    return str(known["name"])


def _request(
    method: str, path: str, query: Mapping[str, str], headers: Mapping[str, str], body: bytes
) -> Any:
    from openapi_core.testing import MockRequest

    return MockRequest(
        _HOST, method.lower(), path, args=dict(query), headers=dict(headers), data=body or None,
        content_type="application/json" if body else "",
    )  # fmt: skip
