"""The stand-in's GraphQL: who a token is, and drafts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from tests.forge.said import Said, Token
from tests.forge.store import Store

_MUTATION = re.compile(r"\b(convertPullRequestToDraft|markPullRequestReadyForReview)\b")


def answer(body: Mapping[str, Any], token: Token, stores: Mapping[str, Store]) -> Said:
    """What GraphQL answers.

    Parameters
    ----------
    body : of the request: ``query`` and ``variables``
    token : whose it is
    stores : repositories by name
    """
    query = body["query"]
    if re.search(r"\bviewer\s*\{\s*login\s*\}", query):
        return Said(200, {"data": {"viewer": {"login": token.login}}})
    named = _MUTATION.search(query)
    if named is None:
        return _error("undefinedField", "Field does not exist", "")
    name = named[1]
    # A workflow's token needs both; with one of them GitHub answers as if it had none.
    if not {"contents", "pull_requests"} <= token.writes:
        return _error("FORBIDDEN", "Resource not accessible by integration", name)
    id = body["variables"]["id"]
    for store in stores.values():
        for pull in store.pulls.values():
            if id == f"PR_{pull.number}":
                if name.startswith("convert") and not store.drafts:
                    told = "Draft pull requests are not supported in this repository"
                    return _error("UNPROCESSABLE", told, name)
                pull.draft = name.startswith("convert")
                return Said(200, {"data": {name: {"pullRequest": {"isDraft": pull.draft}}}})
    told = f"Could not resolve to a node with the global id of '{id}'"
    return _error("NOT_FOUND", told, name)


def _error(kind: str, message: str, path: str) -> Said:
    error = {"type": kind, "message": message, "path": [path], "locations": []}
    return Said(200, {"data": {path: None}, "errors": [error]})
