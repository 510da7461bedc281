"""An answer of a forge, and how long it wants us to wait."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from squash.errors import ForgeError

MINUTE = 60.0
_QUOTED = 500  # characters
# Where a forge limits without saying for how long, it says so in words.
_LIMITS = ("secondary rate limit", "abuse detection", "submitted too quickly", "api rate limit")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a forge answered.

    Parameters
    ----------
    status : as HTTP numbers it
    headers : names in small letters
    text : the body
    next : address of the next page, or empty
    """

    status: int
    headers: Mapping[str, str]
    text: str = field(repr=False)
    next: str = ""

    @property
    def json(self) -> Any:
        """The body as values; raises ForgeError where it is none of an API."""
        known = _values(self.text)
        if not isinstance(known, dict | list):
            raise ForgeError(
                f"The answer with status {self.status} is not one of the forge's API.",
                why="It is no JSON; a proxy or a login page may have answered instead.",
                next_step="Look at the address of the API and at the proxy of this machine.",
            )
        return known

    @property
    def message(self) -> str:
        """What the forge says in its error, shortened; the text itself where it is no JSON."""
        known = _values(self.text)
        if isinstance(known, dict):
            known = known.get("message") or known.get("error") or ""
        said = known if isinstance(known, str) else json.dumps(known)
        return said if len(said) <= _QUOTED else f"{said[:_QUOTED]}…"


def seconds_to_wait(answer: Answer) -> float | None:
    """How long a forge wants us to wait; None where its answer is not about limits.

    The time of a reset is compared with the forge's own clock, which ours may not agree with.
    """
    if not _limited(answer):
        return None
    named = answer.headers.get("retry-after", "")
    if named.isdecimal():
        return float(named)
    now = _moment(answer.headers.get("date", "")) or datetime.now(UTC).timestamp()
    if (moment := _moment(named)) is not None:
        return max(moment - now, 0.0)
    if answer.status != 429 and answer.headers.get("x-ratelimit-remaining") != "0":
        return MINUTE
    for header in ("x-ratelimit-reset", "ratelimit-reset"):
        if answer.headers.get(header, "").isdecimal():
            # The second that it names is not over yet.
            return max(float(answer.headers[header]) - now, 0.0) + 1
    return MINUTE


def _limited(answer: Answer) -> bool:
    if answer.status == 429:
        return True
    if answer.status == 200:
        # GraphQL tells in its body.
        return '"RATE_LIMITED"' in answer.text[:2000]
    if answer.status == 403 and (
        "retry-after" in answer.headers or answer.headers.get("x-ratelimit-remaining") == "0"
    ):
        return True
    return answer.status in (403, 422) and any(w in answer.text.casefold() for w in _LIMITS)


def _values(text: str) -> Any:
    """The values that a text is as JSON; the text itself where it is none."""
    try:
        return json.loads(text)
    except ValueError:
        return text.strip()


def _moment(date: str) -> float | None:
    try:
        return parsedate_to_datetime(date).timestamp()
    except ValueError:
        return None
