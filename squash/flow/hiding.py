"""Hiding: the values of a run's settings that nobody may read in what it prints and leaves."""

from __future__ import annotations

from dataclasses import replace

from squash.flow.choosing import given_secrets
from squash.outcome import Outcome
from squash.outside.console import Console
from squash.outside.project.environment import PLACEHOLDERS
from squash.report.masking import masked
from squash.report.secrets import encoded_forms, secret_values
from squash.settings import Settings

# Shorter ones are found inside ordinary words.
_SHORTEST = 8


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
    given = (value for value in _own(settings).values() if len(value) >= _SHORTEST)
    return (*secrets_of(settings), *given)


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
    return (*given_secrets(settings), *secret_values(variables))


def _token(settings: Settings) -> tuple[str, ...]:
    """The token, and how it looks where it is encoded."""
    return (settings.token, *encoded_forms(settings.token)) if settings.token else ()


def _own(settings: Settings) -> dict[str, str]:
    """Variables that were given with a value of their own, not with that of a scratch database."""
    return {
        name: value
        for name, value in settings.given.items()
        if not any(f"{{{each}}}" in value for each in PLACEHOLDERS)
    }
