"""A handover: secrets that a process gives to itself across a new start, where nobody can look.

Everybody with the rights of a process may read what it was started with. What lies in memory
behind an open descriptor is gone once it was read.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping

_STANDARD = 2  # the highest descriptor that is input, output or errors


def hand_over(secrets: Mapping[str, str]) -> str:
    """Put secrets where the program that takes the place of this one finds them.

    Parameters
    ----------
    secrets : texts by name

    Returns the descriptor, for `take_over`.
    """
    place = os.memfd_create("handover", flags=0)
    content = json.dumps(dict(secrets)).encode()
    while content:
        content = content[os.write(place, content) :]
    os.lseek(place, 0, os.SEEK_SET)
    return str(place)


def take_over(place: str) -> dict[str, str]:
    """The secrets that were handed over, once; nothing where a text says no such place."""
    if not (place.isascii() and place.isdigit() and int(place) > _STANDARD):
        return {}
    try:
        with os.fdopen(int(place), "rb") as stream:
            found = dict(json.load(stream))
    except (OSError, TypeError, ValueError, OverflowError):
        return {}
    return {name: text for name, text in found.items() if isinstance(text, str)}
