"""A token: what speaks to a forge in a user's name; no code but ours may have it."""

from __future__ import annotations

from collections.abc import Mapping

from squash.errors import UsageError

# The first that is there is taken.
NAMES = ("INPUT_TOKEN", "ALEMBIC_SQUASH_TOKEN", "GITHUB_TOKEN")
# Says where a process finds the tokens that it was not given in its environment.
HANDED = "ALEMBIC_SQUASH_TOKEN_HANDED"


def token_of(variables: Mapping[str, str]) -> str | None:
    """The token among these environment variables; None where there is none.

    Raises
    ------
    UsageError : it is no text
    """
    name = next((each for each in NAMES if variables.get(each, "").strip()), None)
    if name is None:
        return None
    token = variables[name].strip()
    # Bytes of the environment that are no UTF-8 are lone surrogates here.
    if any("\ud800" <= each <= "\udfff" for each in token):
        raise UsageError(
            f"The token in {name} is no UTF-8 text.",
            why="No forge gives such a token, and none can be asked with it.",
            next_step="Correct the secret that it comes from.",
        )
    return token
