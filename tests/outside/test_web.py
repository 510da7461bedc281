"""How long a forge wants us to wait, from what it answers."""

from __future__ import annotations

import pytest

from squash.outside.web.answer import Answer, seconds_to_wait

DATE = {"date": "Thu, 01 Jan 2026 00:00:00 GMT"}
RESET = "1767225630"  # Half a minute later.
PLAIN = '{"message": "Resource not accessible by integration"}'
SECONDARY = '{"message": "You have exceeded a secondary rate limit."}'
QUICK = '{"message": "Validation Failed", "errors": [{"message": "was submitted too quickly"}]}'


@pytest.mark.parametrize(
    ("status", "headers", "text", "seconds"),
    [
        (429, {"retry-after": "7"}, "", 7),
        (403, {"retry-after": "7"}, PLAIN, 7),
        (429, DATE | {"retry-after": "Thu, 01 Jan 2026 00:00:09 GMT"}, "", 9),
        (429, DATE | {"retry-after": "Wed, 31 Dec 2025 00:00:00 GMT"}, "", 0),
        (403, DATE | {"x-ratelimit-remaining": "0", "x-ratelimit-reset": RESET}, PLAIN, 31),
        (429, DATE | {"ratelimit-remaining": "0", "ratelimit-reset": RESET}, "", 31),
        (429, {"retry-after": "soon"}, "", 60),
        # The hour's limit is not used up: its reset is not what is waited for.
        (403, DATE | {"x-ratelimit-remaining": "9", "x-ratelimit-reset": RESET}, SECONDARY, 60),
        (422, {}, QUICK, 60),
        (200, {}, '{"errors": [{"type": "RATE_LIMITED"}]}', 60),
        (200, {"x-ratelimit-remaining": "0"}, "{}", None),
        (403, {"x-ratelimit-remaining": "9"}, PLAIN, None),
        (422, {}, PLAIN, None),
        (500, {"retry-after": "7"}, "", None),
    ],
)
def test_limits_are_told_from_refusals(
    status: int, headers: dict[str, str], text: str, seconds: float | None
) -> None:
    """Headers first, in both spellings and by the forge's clock; then its words."""
    assert seconds_to_wait(Answer(status, headers, text)) == seconds


def test_a_long_message_is_cut() -> None:
    """What a forge says is quoted up to a length, whatever its form."""
    assert Answer(500, {}, "x" * 1000).message == "x" * 500 + "…"
    assert Answer(500, {}, '{"error": "no"}').message == "no"
    assert Answer(500, {}, '{"message": {"base": ["no"]}}').message == '{"base": ["no"]}'
