"""A token: what speaks to a forge in a user's name; no code but ours may have it."""

from __future__ import annotations

from collections.abc import Mapping

# The first that is there is taken.
NAMES = ("INPUT_TOKEN", "ALEMBIC_SQUASH_TOKEN", "GITHUB_TOKEN")
# Says where a process finds the tokens that it was not given in its environment.
HANDED = "ALEMBIC_SQUASH_TOKEN_HANDED"


def token_of(variables: Mapping[str, str]) -> str | None:
    """The token among these environment variables; None where there is none."""
    given = (variables.get(name, "").strip() for name in NAMES)
    return next((each for each in given if each), None)
