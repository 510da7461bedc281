"""Refusals: what git prints when a server does not do what it is asked, and what helps then."""

from __future__ import annotations

import re
from typing import Literal

from squash.errors import ForgeError
from squash.outside.refusals import MissingPermission, NotThere, Unreachable, WrongToken

Kind = Literal["stale", "rule", "permission", "unreachable"]

_CERTIFICATE = re.compile(r"certificate|CAfile", re.IGNORECASE)
_UNREACHABLE = re.compile(
    r"could not resolve|failed to connect|couldn't connect|connection \w+|timed out|too slow|"
    r"recv failure|send failure|empty reply|transfer closed|early eof|hung up|disconnect|"
    r"rpc failed|proxy|stream \d|returned error: (5\d\d|429)",
    re.IGNORECASE,
)
_UNKNOWN = re.compile(r"could not read (Username|Password)|Authentication failed|error: 401")
_DENIED = re.compile(
    r"returned error: 403|Permission to .* denied|access .*not granted|refusing to allow|"
    r"read[- ]only|not allowed to (push|upload)|permission denied",
    re.IGNORECASE,
)
_MISSING = re.compile(r"repository .*not found|returned error: 404|does not appear to be a git")
_REJECTED = re.compile(r"^!\t[^\t]*\t\[(?:remote )?rejected\] \((.*)\)$", re.MULTILINE)
_STALE = re.compile(
    r"stale info|fetch first|non-fast-forward|needs force|already exists|incorrect old value|"
    r"failed to update ref|remote ref updated since|cannot lock ref"
)
_BESIDE = re.compile(r"'(refs/heads/[^']+)' exists; cannot create|there are still refs under")
# What a line of a rule of GitHub or GitLab speaks of, and the input that meets it.
_HELP = (
    (r"commit message|commits? title", "commit-message"),
    (r"author", "author"),
    (r"committer|e-?mail", "committer"),
    (r"signature|unsigned|not signed", "sign-commits"),
    (r"GH006|(pull|merge) request|branch|\bref\b|status check", "branch"),
)
# Every such message begins so, whatever the rule is.
_AROUND = re.compile(r"GH013|Review all repository rules")
_QUOTED_LINES = 20


class PushRefused(ForgeError):
    """The git server did not take a push.

    Parameters
    ----------
    kind : ``stale`` (the branch is not where it was expected to be), ``rule`` (of the repository),
        ``permission`` (of the token) or ``unreachable``
    what, why, next_step : as in every error
    """

    def __init__(self, kind: Kind, what: str, *, why: str, next_step: str) -> None:
        super().__init__(what, why=why, next_step=next_step)
        self.kind = kind


def refused_reading(url: str, printed: str, *, gitlab: bool) -> ForgeError:
    """The error for something that could not be read from a server.

    Parameters
    ----------
    url : of the repository
    printed : what git complained
    gitlab : whether the token is one of GitLab
    """
    quoted = quote(printed)
    if _MISSING.search(printed):
        return NotThere(
            f"There is no repository {url}, or the token may not see it.",
            why=quoted,
            next_step="Check the address (GITHUB_SERVER_URL and GITHUB_REPOSITORY, or the remote "
            f"origin) and the token: it needs {_right('read', gitlab=gitlab)}.",
        )
    right = _right("read", gitlab=gitlab)
    if _UNKNOWN.search(printed):
        return WrongToken(
            f"{url} does not know this token.",
            why=f"It is none, has expired, or belongs to another server. {quoted}",
            next_step=f"Give a valid one, with {right}.",
        )
    if _DENIED.search(printed):
        return MissingPermission(
            f"{url} may not be read with this token.",
            why=quoted,
            next_step=f"Give a token with {right}.",
        )
    if _CERTIFICATE.search(printed):
        return Unreachable(f"{url} is not trusted.", why=quoted, next_step=_TRUST)
    if _UNREACHABLE.search(printed):
        return Unreachable(f"{url} cannot be reached.", why=quoted, next_step=_NETWORK)
    return ForgeError(
        f"git could not read {url}.",
        why=quoted or "It printed nothing.",
        next_step="See what git says above.",
    )


def passes(printed: str) -> bool:
    """Whether what git complained of may be gone at the next try."""
    lasting = (_MISSING, _UNKNOWN, _DENIED, _CERTIFICATE)
    return not any(each.search(printed) for each in lasting) and bool(_UNREACHABLE.search(printed))


def refused_push(url: str, branch: str, stdout: str, printed: str, *, gitlab: bool) -> PushRefused:
    """The error for a push that failed.

    Parameters
    ----------
    url : of the repository
    branch : that was pushed to
    stdout : what `git push --porcelain` printed
    printed : what it complained, the lines of the server among it
    gitlab : whether the token is one of GitLab
    """
    found = _REJECTED.search(stdout)
    reason, said = found.group(1) if found else "", quote(printed)
    what = f"The push to {branch} was refused{f': {reason}' if reason else ''}."
    everything = f"{reason}\n{printed}"
    if beside := _BESIDE.search(everything):
        other = (beside.group(1) or "").removeprefix("refs/heads/") or "others below it"
        why = f"A branch cannot lie below another, and there is {other}.\n{said}"
        return PushRefused("rule", what, why=why, next_step="Choose another name: branch.")
    if reason and _STALE.search(reason):
        return PushRefused(
            "stale",
            f"The branch {branch} is not where this run last saw it.",
            why=f"Somebody else pushed to it meanwhile: nothing was overwritten ({reason}).",
            next_step="Run again; it looks at the branch anew.",
        )
    if _DENIED.search(everything) or _UNKNOWN.search(printed):
        return PushRefused(
            "permission", what, why=said, next_step=_write(everything, gitlab=gitlab)
        )
    if found:
        return PushRefused("rule", what, why=said or reason, next_step=_help(everything))
    if _MISSING.search(printed):
        return PushRefused(
            "permission", what, why=said, next_step=_write(everything, gitlab=gitlab)
        )
    if _CERTIFICATE.search(printed):
        return PushRefused("unreachable", what, why=said, next_step=_TRUST)
    if _UNREACHABLE.search(printed):
        return PushRefused("unreachable", what, why=said, next_step=_NETWORK)
    return PushRefused("rule", what, why=said or "git printed nothing.", next_step=_help(printed))


def quote(printed: str) -> str:
    """What a server said, or git where the server said nothing, in a few lines."""
    lines = [each.rstrip() for each in printed.splitlines()]
    server = [each.removeprefix("remote:").strip() for each in lines if each.startswith("remote:")]
    told = [each for each in server if each] or [each for each in lines if each.strip()]
    return "\n".join(told[:_QUOTED_LINES])


_TRUST = "Name the certificate authority of the server: SSL_CERT_FILE or REQUESTS_CA_BUNDLE."
_NETWORK = (
    "Run again later; check the address, and https_proxy and no_proxy where there is a proxy."
)


def _right(kind: str, *, gitlab: bool) -> str:
    if gitlab:
        return f"the scope {kind}_repository"
    return f"the permission `contents: {kind}`"


def _write(printed: str, *, gitlab: bool) -> str:
    if "workflow" in printed:
        return (
            "The branch would change a workflow, which GITHUB_TOKEN never may: give the token of "
            "an app with the permission workflows, or update the branch with its base."
        )
    if gitlab:
        return "Give a token with the scope write_repository and at least the role Developer."
    return "Give the job `permissions:\n  contents: write\n  pull-requests: write`."


def _help(printed: str) -> str:
    asked = [
        next((named for pattern, named in _HELP if re.search(pattern, line, re.IGNORECASE)), "")
        for line in quote(printed).splitlines()
        if not _AROUND.search(line)
    ]
    inputs = dict.fromkeys(filter(None, asked))
    if not inputs:
        return "Exempt this branch or this token from the rule, or choose another name: branch."
    named = " and ".join(inputs)
    return f"Meet the rule by the input {named}, or exempt this branch or this token from it."
