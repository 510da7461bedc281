"""Hiding: the values of a run's settings that nobody may read in what it prints and leaves."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from squash.flow.choosing import given_secrets
from squash.outcome import Outcome
from squash.outside.console import Console
from squash.outside.project.environment import PLACEHOLDERS
from squash.report.masking import MASK, masked
from squash.report.secrets import encoded_forms, passwords, secret_values
from squash.settings import Settings

# Shorter ones are found inside ordinary words.
_SHORTEST = 8
_PLACEHOLDER = re.compile(r"(\{(?:" + "|".join(PLACEHOLDERS) + r")\})")
_SCHEME = re.compile(r"^[a-z][a-z0-9]{0,20}(?:\+[a-z0-9]{1,20})?://")
# Bytes of an environment that are no UTF-8. Each place shows them in its own way, or not at all.
_NO_TEXT = re.compile("[\ud800-\udfff]")


def secrets_of(settings: Settings) -> tuple[str, ...]:
    """Values that look secret: the token, of the environment, ``--env``, ``--database-url``."""
    return (*_token(settings), *_secrets(settings))


def hide_from(console: Console, settings: Settings) -> None:
    """Take the secrets out of all that is shown.

    A runner knows its tokens itself: they are written nowhere, not even for it to take them out.
    """
    console.hide(_token(settings), told=False)
    console.hide(_secrets(settings))


def hidden_in_evidence(settings: Settings) -> tuple[str, ...]:
    """The secrets, and every other value that was given to the project's code."""
    given = (value for value in _texts(_own(settings).values()) if len(value) >= _SHORTEST)
    return (*secrets_of(settings), *given)


def template(value: str) -> str:
    """A value of ``--env`` as it may be shown: its placeholders, and all else masked.

    Signs between the parts of an address are kept; a value without any placeholder is all masked.
    """
    parts = _PLACEHOLDER.split(value)
    if len(parts) == 1:
        return MASK
    return "".join(
        MASK if at % 2 == 0 and _literal(part) else part for at, part in enumerate(parts)
    )


def hide(outcome: Outcome, settings: Settings) -> Outcome:
    """An outcome that may be shown; names of files and revisions stay what they are."""
    shown, named = (
        masked(outcome, values) for values in (hidden_in_evidence(settings), secrets_of(settings))
    )
    return replace(
        shown,
        cut=named.cut,
        removed=named.removed,
        kept=named.kept,
        unproved=named.unproved,
        baseline=named.baseline,
        report=named.report,
        evidence=named.evidence,
    )


def _secrets(settings: Settings) -> tuple[str, ...]:
    variables = {**settings.environ, **_own(settings)}
    found = (*given_secrets(settings), *secret_values(variables), *_around(settings))
    return _texts(found)


def _around(settings: Settings) -> tuple[str, ...]:
    """What looks secret in given values beside the placeholders of the scratch database."""
    found: list[str] = []
    for name, value in settings.given.items():
        if _PLACEHOLDER.search(value):
            found += [part for each in passwords(value) for part in _literal(each)]
            found += [each for part in _literal(value) for each in secret_values({name: part})]
    return tuple(found)


def _literal(value: str) -> list[str]:
    """The parts of a value that are no placeholder, without what an address has around them."""
    parts = _PLACEHOLDER.split(value)[::2]
    told = [_SCHEME.sub("", part).strip(":@/") for part in parts]
    return [part for part in told if part]


def _texts(secrets: Iterable[str]) -> tuple[str, ...]:
    """The secrets, of one that is no UTF-8 the parts that are."""
    parts = (part for secret in secrets for part in _NO_TEXT.split(secret))
    return tuple(part for part in parts if part)


def _token(settings: Settings) -> tuple[str, ...]:
    """The token, and how it looks where it is encoded."""
    return (settings.token, *encoded_forms(settings.token)) if settings.token else ()


def _own(settings: Settings) -> dict[str, str]:
    """Variables that were given with a value of their own, not with that of a scratch database."""
    return {name: value for name, value in settings.given.items() if not _PLACEHOLDER.search(value)}
