"""Links of Markdown that stay links, whatever is in their text or address."""

from __future__ import annotations

from posixpath import isabs, normpath
from typing import TYPE_CHECKING
from urllib.parse import quote

from squash.delivery import name
from squash.report.words import code

if TYPE_CHECKING:
    from squash.proposal.proposed import Proposed
    from squash.proposal.pull import BuiltOn

# What may stand in an address without ending it, or the link around it.
_SAFE = ":/?#@!$&'*+,;=%~"
_SCHEMES = ("https://", "http://")


def link(text: str, url: str) -> str:
    """A link with this Markdown as its text; the text alone where the address is none."""
    if not url.startswith(_SCHEMES):
        return text
    return f"[{text}]({_quoted(url, _SAFE)})"


def commit_link(proposed: Proposed, sha: str) -> str:
    """A commit by its short name."""
    between = "/-" if proposed.forge == "gitlab" else ""
    where = f"{_home(proposed)}{between}/commit/{_quoted(sha)}"
    return link(code(sha[:12]), where)


def file_link(proposed: Proposed, file: str, line: int | None = None) -> str:
    """``file:line`` as it stands in the commit that the proof was made on.

    Parameters
    ----------
    file : from the top of the repository; one that lies elsewhere is not linked
    line : from 1, None for the whole file

    Not for a cell of a table.
    """
    place = code(file if line is None else f"{file}:{line}", cell=False)
    if isabs(file) or normpath(file).startswith("..") or not proposed.base_sha:
        return place
    between = "/-" if proposed.forge == "gitlab" else ""
    at = "" if line is None else f"#L{line}"
    where = (
        f"{_home(proposed)}{between}/blob/{_quoted(proposed.base_sha)}/{_quoted(normpath(file))}"
    )
    return link(place, where + at)


def pull_link(proposed: Proposed, pull: BuiltOn) -> str:
    """A pull request by its number."""
    return link(name(proposed.forge, pull.number), pull.url)


def _home(proposed: Proposed) -> str:
    return f"{proposed.server_url.rstrip('/')}/{_quoted(proposed.repository)}"


def _quoted(text: str, safe: str = "/") -> str:
    return quote(text, safe=safe, errors="replace")
