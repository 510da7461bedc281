"""Notes of merge requests: read through all pages, written once whatever happens."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from squash.outside.gitlab.asking import Asking
from squash.outside.refusals import NotThere, Unanswered
from squash.proposal.pull import Note

_PAGE = 100


class Notes:
    """Notes of a project's merge requests.

    GitLab wants to be told the merge request of a note that is to be changed: it is remembered of
    each note that is read or written.

    Parameters
    ----------
    asking : calls of the project
    """

    def __init__(self, asking: Asking) -> None:
        self._asking = asking
        self._numbers: dict[int, int] = {}

    def every(self, number: int) -> Iterator[Note]:
        """Notes of a merge request, the oldest first; what GitLab itself notes is left out."""
        query: dict[str, str | int] = {"order_by": "created_at", "sort": "asc", "per_page": _PAGE}
        for known in self._asking.every("list the notes", _notes(number), query):
            if not known["system"]:
                yield self._read(number, known)

    def write(self, number: int, body: str) -> Note:
        """Write a note; where the answer got lost, what is there is looked at first."""
        what = f"comment on merge request !{number}"
        tries = self._asking.web.patience.tries
        for tried in range(tries):
            try:
                made = self._asking.rest(what, "POST", _notes(number), {"body": body})
                return self._read(number, made)
            except Unanswered:
                if written := [each for each in self.every(number) if each.body == body]:
                    return written[-1]
                if tried + 1 == tries:
                    raise
            self._asking.web.pause(tried)
        raise AssertionError("at least one try")

    def edit(self, id: int, body: str) -> Note:
        """Give a note another text; NotThere where it is deleted, or was not read before."""
        path, what = self._path(id), f"edit note {id}"
        made = self._asking.rest(what, "PUT", path, {"body": body}, repeatable=True)
        return self._read(self._numbers[id], made)

    def delete(self, id: int) -> None:
        """Delete a note; one that is not there is deleted."""
        with suppress(NotThere):
            self._asking.rest(f"delete note {id}", "DELETE", self._path(id), repeatable=True)

    def _path(self, id: int) -> str:
        if id not in self._numbers:
            raise NotThere(
                f"There is no note {id}.",
                why="It is on none of the merge requests that were read.",
                next_step="Run again.",
                status=404,
            )
        return f"{_notes(self._numbers[id])}/{id}"

    def _read(self, number: int, known: Mapping[str, Any]) -> Note:
        self._numbers[known["id"]] = number
        author = (known["author"] or {}).get("username", "")
        return Note(known["id"], author, known["body"])


def _notes(number: int) -> str:
    return f"/merge_requests/{number}/notes"
