"""Asking GitHub: REST and GraphQL calls, each refusal turned into what to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from squash.errors import ForgeError
from squash.outside.github.refusing import refusal
from squash.outside.web import Query, Web
from squash.outside.web.answer import Answer

_GOOD = range(200, 300)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a call is for, and what it needs.

    Parameters
    ----------
    what : completes "GitHub does not …": "open the pull request"
    permissions : of a workflow's job, as lines below ``permissions:``
    thing : what is not there where GitHub answers 404
    """

    what: str
    permissions: tuple[str, ...] = ()
    thing: str = "the repository"


class Asking:
    """Calls of one repository.

    Parameters
    ----------
    web : the session
    graphql_url : address of the GraphQL API
    repository : ``owner/name``
    personal : whether the token is a person's, which has no ``permissions:``
    """

    def __init__(self, web: Web, graphql_url: str, repository: str, personal: bool) -> None:
        self.web = web
        self.repository = repository
        self._graphql_url = graphql_url
        self._personal = personal

    def rest(
        self,
        wish: Wish,
        method: str,
        path: str,
        body: object = None,
        repeatable: bool | None = None,
    ) -> Any:
        """The values that a call answers with; None where it answers with nothing.

        Parameters
        ----------
        wish : what for
        method : as HTTP names it
        path : below the repository: ``/pulls``
        body : sent as JSON
        repeatable : whether doing it twice is as good as once

        Raises
        ------
        ForgeError : what `Web.send` raises, and what the answer refuses
        """
        answer = self.web.send(
            method, f"/repos/{self.repository}{path}", body=body, repeatable=repeatable
        )
        self._check(wish, answer)
        return answer.json if answer.text else None

    def every(self, wish: Wish, path: str, query: Query) -> Iterator[Any]:
        """The items of all pages of a list; raises as `rest` does."""
        for page in self.web.pages(f"/repos/{self.repository}{path}", query):
            self._check(wish, page)
            yield from page.json

    def graphql(self, wish: Wish, query: str, variables: Mapping[str, str]) -> Any:
        """The data that a GraphQL document answers with; raises as `rest` does.

        Documents of ours read, or set something to a value: they may be sent twice.
        """
        body = {"query": query, "variables": dict(variables)}
        answer = self.web.send("POST", self._graphql_url, body=body, repeatable=True)
        self._check(wish, answer)
        known = answer.json
        errors = known.get("errors") if isinstance(known, dict) else None
        if errors:
            said = "; ".join(str(each.get("message", "")) for each in errors)
            kinds = {each.get("type") for each in errors}
            status = 403 if "FORBIDDEN" in kinds else 404 if "NOT_FOUND" in kinds else 422
            raise self._refusal(wish, Answer(status, answer.headers, said))
        return known["data"]

    def _check(self, wish: Wish, answer: Answer) -> None:
        if answer.status not in _GOOD:
            raise self._refusal(wish, answer)

    def _refusal(self, wish: Wish, answer: Answer) -> ForgeError:
        return refusal(
            answer, what=wish.what, permissions=wish.permissions, thing=wish.thing,
            repository=self.repository, personal=self._personal, safe=self.web.safe,
        )  # fmt: skip
