"""GitLab: merge requests and notes of one project, by the names that GitHub's client has."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import quote

from squash.errors import UsageError
from squash.outside.gitlab.asking import Asking
from squash.outside.gitlab.noting import Notes
from squash.outside.refusals import Invalid, NotThere, Refused, Unanswered
from squash.outside.web import Patience, Web
from squash.proposal.pull import Note, Pull
from squash.report.secrets import encoded_forms

_PAGE = 100
_OF_A_JOB = "glcbt-"  # How the token of a job begins.
_DRAFT = "Draft: "
_DRAFTED = re.compile(r"^\s*(?:\[draft\]|draft:|\(draft\))\s*", re.IGNORECASE)
_EVENTS = {"closed": "close", "open": "reopen"}


class GitLab:
    """One project on GitLab.

    Every method raises a ForgeError (`squash.outside.refusals`) where GitLab does not answer or
    does not do it.

    Parameters
    ----------
    api_url : as the runner names it (``CI_API_V4_URL``)
    project : id or path (``CI_PROJECT_ID``, ``CI_PROJECT_PATH``)
    token : of the project, of a group or of a person
    variables : where proxies and certificates are named, and the token of the job
    tell : told in one sentence what is waited for
    patience : how long is waited
    """

    def __init__(
        self,
        api_url: str,
        project: str,
        token: str,
        variables: Mapping[str, str],
        tell: Callable[[str], None] = lambda _: None,
        patience: Patience | None = None,
    ) -> None:
        self.project = project
        job = token.startswith(_OF_A_JOB) or token == variables.get("CI_JOB_TOKEN")
        header = {"JOB-TOKEN": token} if job else {"Authorization": f"Bearer {token}"}
        headers = header | {"User-Agent": "alembic-squash-action"}
        secrets = (token, *encoded_forms(token))
        web = Web("GitLab", api_url, headers, secrets, variables, tell, patience or Patience())
        self.asking = Asking(web, project, job)
        self.notes = Notes(self.asking)

    def __repr__(self) -> str:
        return f"GitLab({self.asking.web.base!r}, {self.project!r})"

    def viewer(self) -> str:
        """The name of the account that this token acts as."""
        return str(self.asking.rest("say whose token this is", "GET", "//user")["username"])

    def default_branch(self) -> str:
        """The branch that the project shows first."""
        return str(self.asking.rest("show the project", "GET", "")["default_branch"])

    def pulls(
        self, branch: str | None = None, base: str | None = None, state: str = "all"
    ) -> list[Pull]:
        """Merge requests, the newest first.

        Parameters
        ----------
        branch : of this project that they would merge; None: any of any project
        base : that they would be merged into; None: any
        state : ``open``, ``closed`` (merged ones too) or ``all``
        """
        query: dict[str, str | int] = {
            "state": "opened" if state == "open" else "all",
            "order_by": "created_at",
            "sort": "desc",
            "per_page": _PAGE,
        }
        if branch is not None:
            query["source_branch"] = branch
        if base is not None:
            query["target_branch"] = base
        listed = self.asking.every("list the merge requests", "/merge_requests", query)
        found = [_read_pull(each) for each in listed]
        return [
            each for each in found if state in ("all", each.state) and (branch is None or each.own)
        ]

    def pull(self, number: int) -> Pull:
        """One merge request; NotThere where there is none of that number."""
        what = f"show merge request !{number}"
        return _read_pull(self.asking.rest(what, "GET", f"/merge_requests/{number}"))

    def create(self, *, branch: str, base: str, title: str, body: str, draft: bool = False) -> Pull:
        """Open a merge request; one that is open already for this branch and base is given back.

        Parameters
        ----------
        branch : that was pushed
        base : that it is to be merged into
        title, body : of the merge request
        draft : whether it is to be one
        """
        values = {
            "source_branch": branch,
            "target_branch": base,
            "title": _titled(title, draft),
            "description": body,
        }
        what, tries = "open the merge request", self.asking.web.patience.tries
        for tried in range(tries):
            try:
                return _read_pull(self.asking.rest(what, "POST", "/merge_requests", values))
            except (Unanswered, Invalid) as error:
                if found := self.pulls(branch, base, "open"):
                    return found[0]
                if isinstance(error, Invalid) or tried + 1 == tries:
                    raise
            self.asking.web.pause(tried)
        raise AssertionError("at least one try")

    def update(
        self,
        number: int,
        *,
        title: str | None = None,
        body: str | None = None,
        base: str | None = None,
        state: str | None = None,
    ) -> Pull:
        """Change what is given of a merge request; a draft stays one."""
        if title is not None:
            title = _titled(title, self.pull(number).draft)
        event = _EVENTS[state] if state is not None else None
        return self._put(
            number, title=title, description=body, target_branch=base, state_event=event
        )

    def set_draft(self, pull: Pull, draft: bool) -> None:
        """Make a merge request a draft, or ready for review."""
        self._put(pull.number, title=_titled(pull.title, draft))

    def label(self, number: int, labels: tuple[str, ...]) -> tuple[str, ...]:
        """Add labels, made where there are none of that name; what was refused, in sentences."""
        # A comma is what separates them: such a label cannot be named in a list.
        refused = tuple(
            f"GitLab has no label with a comma: {each}" for each in labels if "," in each
        )
        named = ",".join(each for each in labels if "," not in each)
        return refused + (self._dress(number, add_labels=named) if named else ())

    def assign(self, number: int, users: tuple[str, ...]) -> tuple[str, ...]:
        """Assign persons; what was refused, in sentences."""
        ids, refused = self._ids(users)
        return refused + (self._dress(number, assignee_ids=ids) if ids else ())

    def request_reviewers(
        self, number: int, users: tuple[str, ...], teams: tuple[str, ...]
    ) -> tuple[str, ...]:
        """Ask persons for a review; what was refused, in sentences."""
        ids, refused = self._ids(users)
        if teams:
            refused += (f"GitLab asks no teams for reviews: {', '.join(teams)}.",)
        return refused + (self._dress(number, reviewer_ids=ids) if ids else ())

    def comments(self, number: int) -> Iterator[Note]:
        """Notes of persons and bots, the oldest first, as far as they are asked for."""
        return self.notes.every(number)

    def comment(self, number: int, body: str) -> Note:
        """Comment on a merge request; once, also where the answer got lost."""
        return self.notes.write(number, body)

    def edit_comment(self, id: int, body: str) -> Note:
        """Give a note another text; NotThere where somebody deleted it, or we never saw it."""
        return self.notes.edit(id, body)

    def delete_comment(self, id: int) -> None:
        """Delete a note; one that is not there is deleted."""
        self.notes.delete(id)

    def delete_branch(self, branch: str) -> None:
        """Delete a branch, wherever it stands; one that is not there is deleted."""
        path = f"/repository/branches/{quote(branch, safe='')}"
        with suppress(NotThere):
            self.asking.rest(f"delete the branch {branch}", "DELETE", path, repeatable=True)

    def signed_commit(self, **_: object) -> str:
        """GitLab signs no commit that is made through its API: always a UsageError."""
        raise UsageError(
            "GitLab signs no commits of a pipeline.",
            why="It has nothing that makes and signs one, as GitHub does for its bots.",
            next_step="Leave out sign-commits.",
        )

    def _put(self, number: int, **values: Any) -> Pull:
        given = {name: value for name, value in values.items() if value is not None}
        what, path = f"change merge request !{number}", f"/merge_requests/{number}"
        return _read_pull(self.asking.rest(what, "PUT", path, given, repeatable=True))

    def _dress(self, number: int, **values: Any) -> tuple[str, ...]:
        try:
            self._put(number, **values)
        except Refused as error:
            return (error.what,)
        return ()

    def _ids(self, users: tuple[str, ...]) -> tuple[list[int], tuple[str, ...]]:
        """Ids of accounts, which merge requests want; and who is not known."""
        known, refused = [], []
        for user in users:
            path = f"//users?username={quote(user, safe='')}"
            found = self.asking.rest(f"look for {user}", "GET", path)
            known += [each["id"] for each in found[:1]]
            refused += [] if found else [f"GitLab knows nobody called {user}."]
        return known, tuple(refused)


def _titled(title: str, draft: bool) -> str:
    return f"{_DRAFT if draft else ''}{_DRAFTED.sub('', title)}"


def _read_pull(known: Mapping[str, Any]) -> Pull:
    return Pull(
        forge="gitlab",
        number=known["iid"],
        id=str(known["id"]),
        url=known["web_url"],
        state="open" if known["state"] == "opened" else "closed",
        merged=known["state"] == "merged",
        draft=bool(known.get("draft", known.get("work_in_progress"))),
        title=_DRAFTED.sub("", known["title"]),
        body=known["description"] or "",
        author=(known["author"] or {}).get("username", ""),
        branch=known["source_branch"],
        sha=known["sha"] or "",
        base=known["target_branch"],
        own=known["source_project_id"] == known["target_project_id"],
        labels=tuple(known["labels"]),
    )
