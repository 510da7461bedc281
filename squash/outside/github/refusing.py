"""GitHub's refusals: what each status means, and what to do about it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

from squash.outside.refusals import (
    Invalid,
    MissingPermission,
    NotThere,
    ReadOnly,
    Refused,
    WrongToken,
)
from squash.outside.web.answer import Answer

# Beginnings of tokens that act for a person.
PERSONAL = ("ghp_", "github_pat_", "gho_", "ghu_")
_LONGEST = 800  # characters that are quoted


def refusal(
    answer: Answer,
    *,
    what: str,
    permissions: Sequence[str],
    thing: str,
    repository: str,
    personal: bool,
    safe: Callable[[str], str],
) -> Refused:
    """The error that an answer is.

    Parameters
    ----------
    answer : its status is no good one
    what : completes "GitHub does not …"
    permissions : of a workflow's job that it needs
    thing : what is not there where the answer is 404
    repository : ``owner/name``
    personal : whether the token is a person's
    safe : takes secrets out of a text
    """
    said = safe(quoted(answer))
    told = f"GitHub does not {what} (status {answer.status}): {said}"
    if answer.status == 401:
        return WrongToken(
            told,
            why="The token is none, has expired, or belongs to another server.",
            next_step="Give a valid one: the input `token` (in a workflow ${{ github.token }}), "
            "or the variable GITHUB_TOKEN.",
            status=401,
        )
    if answer.status == 403:
        return _forbidden(answer, told, permissions, personal)
    if answer.status in (404, 410):
        return _absent(answer, told, permissions, f"{thing} in {repository}")
    if answer.status in (409, 422):
        return Invalid(
            told,
            why="GitHub does not take what it was sent.",
            next_step="Change what it names, and run again.",
            status=answer.status,
        )
    return Refused(
        told,
        why="That is no answer that GitHub's documentation knows for this call.",
        next_step="Look at https://www.githubstatus.com and at the address of the API.",
        status=answer.status,
    )


def permission_lines(permissions: Sequence[str]) -> str:
    """The lines to put into a workflow's job."""
    return "\n".join(["permissions:", *(f"  {each}" for each in permissions)])


def quoted(answer: Answer) -> str:
    """What GitHub says, with the fields it complains about, on one line."""
    try:
        known = json.loads(answer.text)
    except ValueError:
        return answer.message
    errors = known.get("errors") if isinstance(known, dict) else None
    parts = [answer.message]
    for each in errors if isinstance(errors, list) else []:
        if isinstance(each, dict):
            field = ".".join(str(each[key]) for key in ("resource", "field") if each.get(key))
            said = each.get("message") or each.get("code") or ""
            parts.append(f"{field}: {said}" if field else str(said))
        else:
            parts.append(str(each))
    text = "; ".join(filter(None, parts)).replace("\n", " ")
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _absent(answer: Answer, told: str, permissions: Sequence[str], thing: str) -> Refused:
    return NotThere(
        told,
        why=f"There is no such thing ({thing}), or this token must not know of it.",
        next_step="Look at the name; a private repository also needs\n"
        + permission_lines(permissions or ("contents: read",)),
        status=answer.status,
    )


def _forbidden(answer: Answer, told: str, permissions: Sequence[str], personal: bool) -> Refused:
    said = answer.text.casefold()
    if "archived" in said:
        return Refused(
            told,
            why="Nothing can be written to an archived repository.",
            next_step="Unarchive it, or stop this workflow.",
            status=403,
        )
    sso = answer.headers.get("x-github-sso", "")
    if sso:
        return MissingPermission(
            told,
            why="The organization asks for a single sign-on of this token.",
            next_step=f"Authorize it: {sso.partition('url=')[2] or 'settings of the token'}",
            status=403,
        )
    needed = answer.headers.get("x-accepted-github-permissions", "")
    asked = tuple(permissions) or _named(needed)
    if personal:
        return MissingPermission(
            told,
            why="This personal token may not do that.",
            next_step="Give it the repository permissions "
            + ", ".join(asked or ("contents: write", "pull-requests: write"))
            + " (a fine-grained token), or the scope `repo` (a classic one).",
            status=403,
        )
    kind = ReadOnly if "not accessible by integration" in said else MissingPermission
    return kind(
        told,
        why="The token of this job may not do that.",
        next_step="Give the job\n"
        + permission_lines(asked or ("contents: write", "pull-requests: write"))
        + "\nFor a fork's or Dependabot's pull request the token is read-only whatever is given; "
        "an App's token has the permissions of its installation.",
        status=403,
    )


def _named(header: str) -> tuple[str, ...]:
    """What GitHub itself says a call needs: ``pull_requests=write; contents=read``."""
    first = header.partition(";")[0]
    pairs = [each.strip().partition("=") for each in first.split(",") if "=" in each]
    return tuple(f"{name.replace('_', '-')}: {level}" for name, _, level in pairs)
