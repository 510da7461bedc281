"""A trailer: the last line of our commits, by which they are known again and nobody else's are."""

from __future__ import annotations

import re

_NAME = "Proved-tree"
_OURS = re.compile(rf"^{_NAME}: ([0-9a-f]{{40,64}})$", re.MULTILINE)
_TRAILER = re.compile(r"[A-Za-z0-9-]+: \S.*")


def with_trailer(message: str, tree: str) -> str:
    """A message of a commit that says which tree was proved; other trailers stay what they are."""
    text = message.rstrip()
    last = text.rpartition("\n\n")[2].splitlines() if "\n\n" in text else []
    apart = "\n" if last and all(_TRAILER.fullmatch(line) for line in last) else "\n\n"
    return f"{text}{apart}{_NAME}: {tree}\n"


def is_ours(message: str, tree: str) -> bool:
    """Whether a commit is as we made it: what it says was proved is what it holds."""
    return tree in _OURS.findall(message)
