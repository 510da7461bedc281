"""A delivery: what became of a squash on its forge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Operation = Literal["created", "updated", "closed", "none", ""]


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What a run did with pull requests and comments.

    Parameters
    ----------
    operation : what was done to the pull request of the lineage; empty where none was asked for
    reason : why, in one sentence
    number, url : of the pull request; 0 and empty where there is none
    branch : that holds the squash
    head : commit that this branch was left at, empty where there is none
    comment : the forge's number of the comment that tells of this run, 0 where there is none
    unsaid : a comment that the forge did not take, as Markdown
    """

    operation: Operation = ""
    reason: str = ""
    number: int = 0
    url: str = ""
    branch: str = ""
    head: str = ""
    comment: int = 0
    unsaid: str = ""
