"""What a forge tells of pull requests and comments."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from squash.delivery import name

if TYPE_CHECKING:
    from squash.delivery import Forge


@dataclass(frozen=True, slots=True, kw_only=True)
class Pull:
    """A pull request, or a merge request of GitLab.

    Parameters
    ----------
    forge : which one
    number : of the forge
    id : the forge's own name of it, for calls that want that
    url : of its page
    state : ``open`` or ``closed``
    merged : whether it was
    draft : whether it is one
    title, body : as they stand
    author : login of who opened it
    branch : the branch it would merge
    sha : the commit that branch stood at
    base : the branch it would be merged into
    own : whether its branch lies in the same repository
    labels : names
    """

    number: int
    url: str
    state: Literal["open", "closed"]
    branch: str
    sha: str
    base: str
    title: str = ""
    body: str = field(default="", repr=False)
    author: str = ""
    id: str = ""
    merged: bool = False
    draft: bool = False
    own: bool = True
    labels: tuple[str, ...] = ()
    forge: Forge = "github"

    @property
    def name(self) -> str:
        """How people name it: ``#7``, ``!7``."""
        return name(self.forge, self.number)


@dataclass(frozen=True, slots=True)
class Note:
    """A comment on a pull request.

    Parameters
    ----------
    id : the forge's number of it
    author : login of who wrote it
    body : its text
    url : of its place
    """

    id: int
    author: str
    body: str = field(repr=False)
    url: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """A line of a file that still speaks of something removed.

    Parameters
    ----------
    file : relative to the top of the repository
    line : from 1
    what : the removed revision's id, or the file that is imported
    text : the line
    """

    file: str
    line: int
    what: str
    text: str


@dataclass(frozen=True, slots=True)
class BuiltOn:
    """An open pull request with a revision that comes after a removed one.

    Parameters
    ----------
    number, url : of the pull request
    revision : the id of its revision
    path : of that revision's file, relative to the top of the repository
    parent : the removed revision it names; its own id where it changes one that is removed
    """

    number: int
    url: str
    revision: str
    path: str
    parent: str
