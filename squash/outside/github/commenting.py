"""Comments of a pull request: read through all pages, written once whatever happens."""

from __future__ import annotations

from collections.abc import Iterator

from squash.outside.github.asking import Asking, Wish
from squash.outside.github.reading import read_note
from squash.outside.refusals import Invalid, NotThere, Unanswered
from squash.proposal.pull import Note

PAGE = 100
_PERMISSIONS = ("pull-requests: write",)


def comments(asking: Asking, number: int) -> Iterator[Note]:
    """Comments of a pull request, the oldest first; pages are asked for as they are needed."""
    wish = Wish("list the comments", ("pull-requests: read",), f"pull request #{number}")
    for known in asking.every(wish, f"/issues/{number}/comments", {"per_page": PAGE}):
        yield read_note(known)


def comment(asking: Asking, number: int, body: str) -> Note:
    """Comment on a pull request; where the answer got lost, what is there is looked at first.

    A pull request that was opened a moment ago may not be known everywhere yet: tried again.
    """
    wish = Wish(f"comment on pull request #{number}", _PERMISSIONS, f"pull request #{number}")
    tries = asking.web.patience.tries
    for tried in range(tries):
        try:
            path = f"/issues/{number}/comments"
            return read_note(asking.rest(wish, "POST", path, {"body": body}))
        except Unanswered:
            if written := [each for each in comments(asking, number) if each.body == body]:
                return written[-1]
            if tried + 1 == tries:
                raise
        except Invalid as error:
            if "could not resolve to a node" not in str(error).casefold() or tried + 1 == tries:
                raise
        asking.web.pause(tried)
    raise AssertionError("at least one try")


def edit_comment(asking: Asking, id: int, body: str) -> Note:
    """Give a comment another text."""
    wish = Wish(f"edit comment {id}", _PERMISSIONS, f"comment {id}")
    path = f"/issues/comments/{id}"
    return read_note(asking.rest(wish, "PATCH", path, {"body": body}, repeatable=True))


def delete_comment(asking: Asking, id: int) -> None:
    """Delete a comment; one that is not there is deleted."""
    wish = Wish(f"delete comment {id}", _PERMISSIONS, f"comment {id}")
    try:
        asking.rest(wish, "DELETE", f"/issues/comments/{id}", repeatable=True)
    except NotThere:
        return
