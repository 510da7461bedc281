"""A tip: what the last commit of a branch says and holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from squash.outside.git.scratch import Scratch


@dataclass(frozen=True, slots=True)
class Tip:
    """A commit: its id, that of its tree, its author and its message."""

    sha: str
    tree: str
    author: str
    message: str


def read_tip(scratch: Scratch, sha: str) -> Tip:
    """What a commit says that was fetched; raises CheckoutError where git fails."""
    shown = scratch.store.text("show", "--no-patch", "--format=%T%n%an%n%B", sha)
    tree, _, rest = shown.partition("\n")
    author, _, message = rest.partition("\n")
    return Tip(sha, tree, author, message)
