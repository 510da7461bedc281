"""Asking GitLab: calls of its API, each refusal turned into what to do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from squash.outside.refusals import Invalid, MissingPermission, NotThere, Refused, WrongToken
from squash.outside.web import Query, Web
from squash.outside.web.answer import Answer

_GOOD = range(200, 300)
_ACCESS = (
    "Make a project access token with the role Developer and the scopes api and write_repository, "
    "and give it as a masked variable (ALEMBIC_SQUASH_TOKEN)."
)
_JOB = " The token of a job (CI_JOB_TOKEN) may neither read nor write merge requests and notes."


class Asking:
    """Calls of one project.

    Parameters
    ----------
    web : the session
    project : id or path
    job : whether the token is a job's own
    """

    def __init__(self, web: Web, project: str, job: bool) -> None:
        self.web = web
        self.project = project
        self._job = job
        self._root = f"/projects/{quote(project, safe='')}"

    def rest(
        self,
        what: str,
        method: str,
        path: str,
        body: object = None,
        repeatable: bool | None = None,
    ) -> Any:
        """The values that a call answers with; None where it answers with nothing.

        Parameters
        ----------
        what : completes "GitLab does not …"
        method : as HTTP names it
        path : below the project, or from the API's root where it starts with two slashes
        body : sent as JSON
        repeatable : whether doing it twice is as good as once

        Raises ForgeError: what `Web.send` raises, and what the answer refuses.
        """
        below = path[1:] if path.startswith("//") else self._root + path
        answer = self.web.send(method, below, body=body, repeatable=repeatable)
        self._check(what, answer)
        return answer.json if answer.text else None

    def every(self, what: str, path: str, query: Query) -> Iterator[Any]:
        """The items of all pages of a list; raises as `rest` does."""
        for page in self.web.pages(self._root + path, query):
            self._check(what, page)
            yield from page.json

    def _check(self, what: str, answer: Answer) -> None:
        if answer.status in _GOOD:
            return
        status = answer.status
        told = f"GitLab does not {what} (status {status}): {self.web.safe(_quoted(answer))}"
        job = _JOB if self._job else ""
        if status == 401:
            why = "The token is none, has expired, or belongs to another server." + job
            raise WrongToken(told, why=why, next_step=_ACCESS, status=status)
        if status == 403:
            raise MissingPermission(
                told, why="This token may not do that." + job, next_step=_ACCESS, status=status
            )
        if status == 404:
            why = f"There is no such thing in {self.project}, or this token must not know of it."
            raise NotThere(told, why=why + job, next_step=_ACCESS, status=status)
        if status in (400, 409, 422):
            raise Invalid(
                told, why="GitLab does not take what it was sent.",
                next_step="Change what it names, and run again.", status=status,
            )  # fmt: skip
        raise Refused(
            told, why="That is no answer that is known of this call.",
            next_step="Look at the address of the API (CI_API_V4_URL).", status=status,
        )  # fmt: skip


def _quoted(answer: Answer) -> str:
    """What GitLab says; the scope that is missing is told apart."""
    try:
        more = json.loads(answer.text).get("error_description", "")
    except (ValueError, AttributeError):
        more = ""
    return f"{answer.message}: {more}" if more else answer.message
