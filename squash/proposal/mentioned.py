"""Mentioned: lines of a file that still speak of removed revisions or their files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from squash.proposal.pull import Mention

_WORD = re.compile(rb"[A-Za-z0-9]+")
# An id such as 38 or initial is a word like any other, but where a line is about revisions.
_COMMON = re.compile(r"\d{1,9}|[A-Za-z_.]+|.{1,5}")
_ABOUT = re.compile(
    r"alembic|revis|migrat|\b(?:up|down)grade|\bstamp|depends_on|\bbaseline", re.IGNORECASE
)
_MOST = 400  # characters of a line that are kept


@dataclass(frozen=True, slots=True)
class _Name:
    """One thing to look for.

    Parameters
    ----------
    text : must be in the line
    what : what it is told as
    pattern : must match in the line
    about : whether the line must also be about revisions
    """

    text: str
    what: str
    pattern: re.Pattern[str]
    about: bool = False

    def stands_in(self, line: str) -> bool:
        """Whether a line means this."""
        return (
            self.text in line
            and self.pattern.search(line) is not None
            and (not self.about or _ABOUT.search(line) is not None)
        )


@dataclass(frozen=True, slots=True)
class Names:
    """What goes, by all that other files may call it; made by `Names.of`.

    Parameters
    ----------
    by_word : what to look for, by the first word in it
    others : what to look for that has no such word
    """

    by_word: Mapping[bytes, tuple[_Name, ...]]
    others: tuple[_Name, ...]

    @classmethod
    def of(cls, removed: Mapping[str, str], cut: str) -> Names:
        """The names of removed revisions.

        Parameters
        ----------
        removed : path of its file by the id of each revision that goes
        cut : id of the one that becomes the baseline: that name stays, its file's does not
        """
        every = [_id(each) for each in removed if each != cut]
        # A file that is called by its id alone is found by it; the baseline keeps the cut's.
        paths = [PurePosixPath(path) for path in removed.values()]
        every += [_file(path) for path in paths if path.stem not in removed]
        by_word: dict[bytes, list[_Name]] = {}
        others = []
        for name in every:
            words = _WORD.findall(name.text.encode("utf-8", "replace"))
            if words and name.text.isascii():
                by_word.setdefault(words[0], []).append(name)
            else:
                others.append(name)
        return cls({word: tuple(names) for word, names in by_word.items()}, tuple(others))

    def within(self, content: bytes) -> tuple[_Name, ...]:
        """Those that may be in a content, the longest first; quick, and never one too few.

        The time does not grow with the number of names.
        """
        words = set(_WORD.findall(content))
        found = [name for word in self.by_word.keys() & words for name in self.by_word[word]]
        return tuple(sorted((*found, *self.others), key=lambda name: (-len(name.text), name.text)))


def mentions_in(file: str, content: bytes, names: Names) -> Iterator[Mention]:
    """The lines of a file that name what goes, each once, by the longest name in it.

    Parameters
    ----------
    file : from the top of the repository
    content : its bytes; a file that is no text has no lines
    names : to look for
    """
    if b"\0" in content[:8000]:
        return
    near = names.within(content)
    if not near:
        return
    # Lines as a forge counts them.
    for number, line in enumerate(content.decode("utf-8", "replace").split("\n"), 1):
        found = next((name for name in near if name.stands_in(line)), None)
        if found is not None:
            yield Mention(file, number, found.what, line.strip()[:_MOST])


def _id(text: str) -> _Name:
    if _COMMON.fullmatch(text):
        return _Name(text, text, re.compile(rf"(['\"`]){re.escape(text)}\1"), about=True)
    return _Name(text, text, _alone(text))


def _file(path: PurePosixPath) -> _Name:
    if _COMMON.fullmatch(path.stem):
        inside = re.escape(path.parent.name)
        named = re.compile(rf"{inside}[./\\]+{re.escape(path.stem)}(?![^\W_])")
        return _Name(path.stem, path.name, named)
    return _Name(path.stem, path.name, _alone(path.stem))


def _alone(text: str) -> re.Pattern[str]:
    # A part of a longer name counts where an underscore joins it: test_3f1c9a7be204_adds_rows.
    return re.compile(rf"(?<![^\W_]){re.escape(text)}(?![^\W_])")
