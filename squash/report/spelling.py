"""Spelling: every way in which a secret may stand in a text, and how to find it there."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus

from squash.report.secrets import SHORTEST, encoded_forms

if TYPE_CHECKING:
    from collections.abc import Iterable

# Shorter lines of a secret of several lines may be anybody's: "-----BEGIN".
_LINE = 16
# What messages cut off of longer ones is most often their end, and hardly a secret any more.
_LONGEST = 80


@lru_cache(maxsize=8)
def whole(secrets: tuple[str, ...]) -> re.Pattern[str] | None:
    """Finds every spelling of the secrets, the longest first; None where there is no secret."""
    every = _every(secrets)
    return re.compile("|".join(map(re.escape, every))) if every else None


@lru_cache(maxsize=8)
def cut_off(secrets: tuple[str, ...]) -> re.Pattern[str] | None:
    """Finds the beginning of a secret before an ellipsis, and the end of one behind it."""
    short = [text for text in _every(secrets) if SHORTEST < len(text) <= _LONGEST]
    return re.compile("|".join([*map(_begun, short), _ended(short)])) if short else None


def _every(secrets: tuple[str, ...]) -> list[str]:
    found: set[str] = set()
    for secret in secrets:
        # A key of several lines is seen line by line too.
        for part in (secret, *(line for line in secret.splitlines() if len(line) >= _LINE)):
            if len(part) >= SHORTEST:
                found |= set(_spellings(part))
    return sorted(found, key=lambda text: (-len(text), text))


def _spellings(secret: str) -> tuple[str, ...]:
    """As SQL, COPY, Python, JSON, URLs and base64 write it."""
    escaped = secret.replace("\\", "\\\\")
    return (
        secret,
        secret.replace("'", "''"),
        escaped,
        escaped.replace("'", "''"),
        json.dumps(secret)[1:-1],
        json.dumps(secret, ensure_ascii=False)[1:-1],
        repr(secret)[1:-1],
        quote(secret),
        quote_plus(secret),
        *encoded_forms(secret),
    )


def _begun(secret: str) -> str:
    """The beginning of a secret before an ellipsis, as a pattern."""
    pattern = ""
    for letter in reversed(secret[SHORTEST:-1]):
        pattern = f"(?:{re.escape(letter)}{pattern})?"
    return f"{re.escape(secret[:SHORTEST])}{pattern}(?=…|\\.\\.\\.)"


def _ended(secrets: Iterable[str]) -> str:
    """The ends of secrets behind an ellipsis, as one pattern."""
    ends = {text[start:] for text in secrets for start in range(1, len(text) - SHORTEST + 1)}
    longest = sorted(ends, key=lambda text: (-len(text), text))
    return f"(?:(?<=…)|(?<=\\.\\.\\.))(?:{'|'.join(map(re.escape, longest))})"
