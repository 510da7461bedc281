"""What two databases do not have in common: one Difference per object, gathered in Checks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Where = Literal["cut", "heads", "paths"]
What = Literal["missing", "added", "changed"]

WHERES: tuple[Where, ...] = ("cut", "heads", "paths")
WHATS: tuple[What, ...] = ("missing", "added", "changed")


@dataclass(frozen=True, slots=True)
class Difference:
    """One object that is not the same before and after the squash.

    Parameters
    ----------
    kind : kind of the object, as a person says it: ``table``, ``index``, ``row``, ``grant``
    name : its name, with schema where it has one
    where : ``cut`` and ``heads`` are the two compared states, ``paths`` is the upgrade of old
        databases under the new folder
    what : ``missing`` after the squash, ``added`` by it, or ``changed``
    before : its text in the database of the history; empty where it was not there
    after : its text in the database of the squashed history; empty where it is not there
    """

    kind: str
    name: str
    where: Where
    what: What
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at to prove the squash.

    Parameters
    ----------
    name : what was compared, in a few words
    passed : whether both sides agreed
    detail : one sentence with numbers: how much was compared
    differences : what did not agree, each object once
    """

    name: str
    passed: bool
    detail: str = ""
    differences: tuple[Difference, ...] = ()
