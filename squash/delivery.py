"""A delivery: what became of a squash on its forge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Forge = Literal["github", "gitlab"]
Operation = Literal["created", "updated", "closed", "none", ""]


def noun(forge: Forge) -> str:
    """What a forge calls a proposal: ``pull request``, ``merge request``."""
    return "merge request" if forge == "gitlab" else "pull request"


def name(forge: Forge, number: int) -> str:
    """How people on a forge name a proposal: ``#7``, ``!7``."""
    return f"{'!' if forge == 'gitlab' else '#'}{number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What a run did with pull requests and comments.

    Parameters
    ----------
    operation : what was done to the pull request of the lineage; empty where none was asked for
    forge : which one
    reason : why, in one sentence
    number, url : of the pull request; 0 and empty where there is none
    branch : that holds the squash
    head : commit that this branch was left at, empty where there is none
    comment : the forge's number of the comment that tells of this run, 0 where there is none
    unsaid : a comment that the forge did not take, as Markdown
    """

    operation: Operation = ""
    forge: Forge = "github"
    reason: str = ""
    number: int = 0
    url: str = ""
    branch: str = ""
    head: str = ""
    comment: int = 0
    unsaid: str = ""

    @property
    def noun(self) -> str:
        """What the forge calls it."""
        return noun(self.forge)

    @property
    def name(self) -> str:
        """How people name it; empty where there is none."""
        return name(self.forge, self.number) if self.number else ""
