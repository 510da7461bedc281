"""What is said to the stand-in and by it: a token's rights, a request, a refusal."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from tests.forge.store import Store

PAGES = "https://docs.github.com/rest"


Kind = Literal["workflow", "app", "user"]
KINDS: dict[str, Kind] = {"workflow": "workflow", "app": "app", "user": "user"}


@dataclass(frozen=True, slots=True)
class Token:
    """Who a token acts as, and what it may do.

    Parameters
    ----------
    login : of the account
    kind : a workflow's, an App's or a person's
    writes : permissions with which it may write
    """

    login: str = "github-actions[bot]"
    kind: Kind = "workflow"
    writes: frozenset[str] = frozenset({"contents", "pull_requests", "issues"})


@dataclass(frozen=True, slots=True)
class Call:
    """One request.

    Parameters
    ----------
    method, path : as they came; the path without what an Enterprise server puts before it
    query : behind the question mark
    body : as values
    names : the variable parts of the path
    token : whose it is
    store : the repository it is about
    address : of the API, for links
    server : of the pages
    headers : as they came
    """

    method: str
    path: str
    query: Mapping[str, str]
    body: Any
    names: Mapping[str, str]
    token: Token
    store: Store
    address: str
    server: str
    headers: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Said:
    """An answer: status, values (or a text as it is), headers."""

    status: int
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def text(self) -> bytes:
        """The body as it is sent."""
        if isinstance(self.body, str):
            return self.body.encode()
        return b"" if self.body is None else json.dumps(self.body).encode()


class No(Exception):
    """A refusal.

    Parameters
    ----------
    status, message : of the answer
    errors : what is wrong with which field
    headers : further ones
    """

    def __init__(
        self, status: int, message: str, *errors: Any, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        body: dict[str, Any] = {"message": message, "documentation_url": PAGES}
        body |= {"errors": list(errors)} if errors else {"status": str(status)}
        self.said = Said(status, body, headers or {})


def invalid(field: str, code: str = "invalid", resource: str = "PullRequest") -> No:
    """A field that GitHub does not take."""
    wrong = {"resource": resource, "field": field, "code": code}
    return No(422, "Validation Failed", wrong)


def refused(message: str, **more: str) -> No:
    """What GitHub does not take for a reason of its own."""
    wrong = {"resource": "PullRequest", "code": "custom", "message": message} | more
    return No(422, "Validation Failed", wrong)
