"""Built on: revisions of open pull requests that come after ones that go, or change them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from squash.errors import HistoryError
from squash.history import Revision, parse_revision
from squash.proposal.pull import BuiltOn, Pull


def built_on(
    pull: Pull, files: Mapping[str, bytes], removed: Mapping[str, str], cut: str
) -> tuple[BuiltOn, ...]:
    """What of a pull request builds on revisions that go, in the order of its files.

    A file that is no revision, or says what it comes after only when it is run, is passed over.

    Parameters
    ----------
    pull : the pull request
    files : content, by path from the top of the repository, of the files that differ between
        it and the branch it would be merged into
    removed : SHA-256 of the file, in hex, by the id of each revision that goes; an empty text
        where that is not known
    cut : id of the one that becomes the baseline: to come after it is no harm
    """
    return tuple(
        BuiltOn(pull.number, pull.url, revision.id, path, parent)
        for path, revision in _revisions(files)
        for parent in _parents(revision, removed, cut)
    )


def _revisions(files: Mapping[str, bytes]) -> Iterator[tuple[str, Revision]]:
    for path, content in sorted(files.items()):
        if PurePosixPath(path).suffix == ".py":
            try:
                yield path, parse_revision(path, content)
            except (HistoryError, RecursionError):  # Anybody may have written it.
                continue


def _parents(revision: Revision, removed: Mapping[str, str], cut: str) -> tuple[str, ...]:
    """The removed revisions that one names; its own id where it is one of them, but changed."""
    if revision.id in removed:
        known = removed[revision.id]
        return (revision.id,) if known not in ("", revision.sha256) else ()
    needed = dict.fromkeys((*revision.down, *revision.depends_on))
    return tuple(each for each in needed if each in removed and each != cut)
