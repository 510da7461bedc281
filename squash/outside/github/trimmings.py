"""Trimmings of a pull request: labels, assignees, reviewers; none of them is worth a failed run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from squash.outside.github.asking import Asking, Wish
from squash.outside.refusals import (
    Invalid,
    MissingPermission,
    NotThere,
    Refused,
    Unanswered,
)

_PERMISSIONS = ("pull-requests: write",)
# These do not pass by waiting; the last two are how ids of teams begin, old and new.
_FOR_GOOD = (
    "may only be requested from collaborators",
    "requested from pull request author",
    "global id of 'mdq6vgvhb",
    "global id of 't_",
)


def label(asking: Asking, number: int, labels: tuple[str, ...]) -> tuple[str, ...]:
    """Add labels to a pull request, made where there are none of that name.

    Parameters
    ----------
    asking : calls of the repository
    number : of the pull request
    labels : names

    Returns what was refused, in sentences.
    """
    refused: list[str] = []
    known = [each for each in labels if _known(asking, each, refused)]
    if known:
        wish = Wish(f"label pull request #{number}", _PERMISSIONS, f"pull request #{number}")
        path = f"/issues/{number}/labels"
        _trying(asking, refused, lambda: asking.rest(wish, "POST", path, {"labels": known}, True))
    return tuple(refused)


def assign(asking: Asking, number: int, users: tuple[str, ...]) -> tuple[str, ...]:
    """Assign persons to a pull request; GitHub drops without a word whom it cannot assign.

    Parameters
    ----------
    asking : calls of the repository
    number : of the pull request
    users : logins

    Returns what was refused, in sentences.
    """
    refused: list[str] = []
    if users:
        wish = Wish(f"assign pull request #{number}", _PERMISSIONS, f"pull request #{number}")
        path, body = f"/issues/{number}/assignees", {"assignees": list(users)}
        told = _trying(asking, refused, lambda: asking.rest(wish, "POST", path, body, True))
        if told is not None:
            assigned = {each["login"].casefold() for each in told["assignees"] or ()}
            refused += [
                f"GitHub did not assign {each}: not somebody who may be assigned here."
                for each in users
                if each.casefold() not in assigned
            ]
    return tuple(refused)


def request_reviewers(
    asking: Asking, number: int, users: tuple[str, ...], teams: tuple[str, ...]
) -> tuple[str, ...]:
    """Ask persons and teams for a review; where one of them spoils it for all, one by one.

    Parameters
    ----------
    asking : calls of the repository
    number : of the pull request
    users : logins
    teams : slugs, without the organization

    Returns what was refused, in sentences.
    """
    names = [("reviewers", each) for each in users] + [("team_reviewers", each) for each in teams]
    if not names:
        return ()
    wish = Wish(f"request reviews of #{number}", _PERMISSIONS, f"pull request #{number}")
    path = f"/pulls/{number}/requested_reviewers"

    def ask(asked: list[tuple[str, str]]) -> list[str]:
        body: dict[str, list[str]] = {}
        for key, name in asked:
            body.setdefault(key, []).append(name)
        refused: list[str] = []
        _trying(asking, refused, lambda: asking.rest(wish, "POST", path, body, True))
        return [f"{', '.join(name for _, name in asked)}: {each}" for each in refused]

    refused = ask(names)
    if refused and len(names) > 1:
        refused = [told for each in names for told in ask([each])]
    if refused and teams:
        refused.append(
            "The token of a workflow cannot see teams: give an App's or a personal token that may "
            "read the organization's members."
        )
    return tuple(refused)


def _known(asking: Asking, name: str, refused: list[str]) -> bool:
    """Whether there is a label of that name, now at least."""
    try:
        wish = Wish(f"show the label {name}", ("pull-requests: read",), f"label {name}")
        asking.rest(wish, "GET", f"/labels/{quote(name, safe='')}")
    except NotThere:
        wish = Wish(f"make the label {name}", _PERMISSIONS)
        try:
            asking.rest(wish, "POST", "/labels", {"name": name})
        except Invalid as error:
            # Another run was quicker.
            if "already_exists" not in str(error):
                refused.append(error.what)
                return False
        except Refused as error:
            refused.append(error.what)
            return False
    return True


def _trying(
    asking: Asking, refused: list[str], call: Callable[[], Mapping[str, Any]]
) -> Mapping[str, Any] | None:
    """What a call answers; right after a pull request was opened it may be refused for a moment."""
    tries = asking.web.patience.tries
    for tried in range(tries):
        try:
            return call()
        except (Invalid, NotThere) as error:
            if tried + 1 == tries or any(each in str(error).casefold() for each in _FOR_GOOD):
                refused.append(error.what)
                return None
        except (MissingPermission, Unanswered) as error:
            refused.append(error.what)
            return None
        asking.web.pause(tried)
    raise AssertionError("at least one try")
