"""Opening a pull request: once, whatever happens to the answer, and by hand where it must be."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn
from urllib.parse import quote, urlsplit

from squash.outside.github.asking import Asking, Wish
from squash.outside.github.reading import read_pull
from squash.outside.refusals import (
    Invalid,
    PullRequestsForbidden,
    Refused,
    Unanswered,
)
from squash.proposal.pull import Pull

_PERMISSIONS = ("contents: write", "pull-requests: write")
# What GitHub says of a branch that was pushed a moment ago, and is not known everywhere yet.
_NOT_YET = ("head sha can't be blank", "pullrequest.head: invalid", "not all refs are readable")


@dataclass(frozen=True, slots=True)
class Opening:
    """A pull request to open: branch, base, texts, whether it is a draft, the server."""

    branch: str
    base: str
    title: str
    body: str
    draft: bool
    server_url: str


def open_pull(asking: Asking, wanted: Opening, existing: Callable[[], Pull | None]) -> Pull:
    """Open a pull request, or give back the one that is open already.

    Parameters
    ----------
    asking : calls of the repository
    wanted : what it is to be
    existing : finds the open one of this branch and base

    Raises
    ------
    PullRequestsForbidden : workflows may not open any
    ForgeError : GitHub does not answer, or does not do it
    """
    draft = wanted.draft
    tries = asking.web.patience.tries
    for tried in range(tries):
        try:
            return _ask(asking, wanted, draft)
        except Unanswered:
            if (found := existing()) is not None:
                return found
            if tried + 1 == tries:
                raise
        except Invalid as error:
            said = str(error).casefold()
            if "already exists" in said and (found := existing()) is not None:
                return found
            if draft and "draft pull requests are not supported" in said:
                asking.web.tell("This repository has no drafts: opened as ready for review.")
                draft = False
                continue
            if tried + 1 == tries or not any(each in said for each in _NOT_YET):
                raise
        asking.web.pause(tried)
    raise AssertionError("at least one try")


def _ask(asking: Asking, wanted: Opening, draft: bool) -> Pull:
    body = {
        "title": wanted.title,
        "head": wanted.branch,
        "base": wanted.base,
        "body": wanted.body,
        "draft": draft,
    }
    wish = Wish("open the pull request", _PERMISSIONS)
    try:
        return read_pull(asking.rest(wish, "POST", "/pulls", body))
    except Refused as error:
        if "not permitted to create or approve pull requests" in str(error):
            _forbidden(asking, wanted, error)
        raise


def _forbidden(asking: Asking, wanted: Opening, error: Refused) -> NoReturn:
    page = f"{wanted.server_url}/{asking.repository}"
    compare = f"{page}/compare/{quote(wanted.base)}...{quote(wanted.branch)}?expand=1"
    server = urlsplit(wanted.server_url).netloc
    repository = asking.repository if server == "github.com" else f"{server}/{asking.repository}"
    command = (
        f"gh pr create --repo {shlex.quote(repository)} --base {shlex.quote(wanted.base)} "
        f"--head {shlex.quote(wanted.branch)} --title {shlex.quote(wanted.title)} --fill"
    )
    raise PullRequestsForbidden(
        error.what,
        why=f"The branch {wanted.branch} is pushed, but this repository lets no workflow open "
        "pull requests.",
        next_step=f"Allow it: {page}/settings/actions, section Workflow permissions, "
        '"Allow GitHub Actions to create and approve pull requests" (an organization may have to '
        f"allow it first); or give an App's token. By hand:\n{compare}\n{command}",
        compare_url=compare,
        command=command,
    ) from None
