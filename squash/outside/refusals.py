"""Refusals: why a forge did not do what it was asked, whichever forge it is."""

from __future__ import annotations

from collections.abc import Sequence

from squash.errors import At, ForgeError


class Refused(ForgeError):
    """A forge answered no.

    Parameters
    ----------
    what, why, next_step : as in every error
    status : of the answer, as HTTP numbers it
    """

    def __init__(
        self,
        what: str,
        *,
        why: str = "",
        next_step: str = "",
        at: Sequence[At] = (),
        status: int = 0,
    ) -> None:
        super().__init__(what, why=why, next_step=next_step, at=at)
        self.status = status


class WrongToken(Refused):
    """The token is not one, not any more, or not one of this forge."""


class MissingPermission(Refused):
    """The token may not do this."""


class ReadOnly(MissingPermission):
    """The token of this job may read only: a fork's, Dependabot's, or one without permissions."""


class PullRequestsForbidden(Refused):
    """The repository lets no workflow open pull requests; a person can do it with one command.

    Parameters
    ----------
    compare_url : of the page that opens the pull request
    command : that opens it
    """

    def __init__(
        self,
        what: str,
        *,
        why: str,
        next_step: str,
        compare_url: str,
        command: str,
        status: int = 403,
    ) -> None:
        super().__init__(what, why=why, next_step=next_step, status=status)
        self.compare_url = compare_url
        self.command = command


class NotThere(Refused):
    """There is no such thing, or the token must not know of it."""


class Invalid(Refused):
    """The forge does not take what it was sent; it is quoted."""


class LimitReached(Refused):
    """Too many requests, and to wait for the next one takes too long.

    Parameters
    ----------
    seconds : until the forge takes requests again
    """

    def __init__(self, what: str, *, why: str, next_step: str, status: int, seconds: float) -> None:
        super().__init__(what, why=why, next_step=next_step, status=status)
        self.seconds = seconds


class Unreachable(ForgeError):
    """Nothing was sent: no such host, no connection, no trust in its certificate."""


class Unanswered(Refused):
    """It was sent, and no answer came: it may have been done or not."""


class Unsigned(ForgeError):
    """The forge made the commit, and not as it was wanted: not signed, or of another tree."""
