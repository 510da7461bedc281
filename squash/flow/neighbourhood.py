"""The neighbourhood of a squash: what else in the repository has to do with what it removes."""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from squash.errors import SquashError
from squash.outside.mentions import find_mentions
from squash.proposal.built_on import built_on

if TYPE_CHECKING:
    from squash.flow.forge import Home
    from squash.outcome import Outcome
    from squash.outside.console import Console
    from squash.outside.git.scratch import Scratch
    from squash.proposal.pull import BuiltOn, Mention, Pull

# One question to git, and one for what changed: more would take longer than the proof.
LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """What was found.

    Parameters
    ----------
    mentions : lines that still name what goes
    built_on : open pull requests with revisions that come after ones that go
    not_looked_at : how many more open pull requests there are than were looked at
    """

    mentions: tuple[Mention, ...] = ()
    built_on: tuple[BuiltOn, ...] = ()
    not_looked_at: int = 0


def paths_of(outcome: Outcome, folder: str) -> dict[str, str]:
    """Path of its file, from the top of the repository, by the id of each revision that goes."""
    return {each.id: from_top(folder, each.path) for each in outcome.removed}


def from_top(folder: str, path: str) -> str:
    """A path of the project as the repository names it."""
    return posixpath.normpath(posixpath.join(folder, path))


def look_round(
    home: Home, scratch: Scratch, base: str, base_sha: str, tree: Path, outcome: Outcome,
    console: Console,
) -> Neighbourhood:  # fmt: skip
    """Find lines and open pull requests that name what a squash removes.

    Parameters
    ----------
    base, base_sha : the branch that is squashed, and its commit
    tree : a working tree of it
    outcome : of the run that proved it

    What the forge does not tell is said, and stops nothing.
    """
    if outcome.cut is None or outcome.baseline is None:
        return Neighbourhood()
    removed = paths_of(outcome, home.folder)
    made = from_top(home.folder, outcome.baseline.path)
    there = scratch.files(base_sha)
    mentions = find_mentions(tree, there, removed, outcome.cut.id, [made])
    try:
        heads = home.remote.pull_heads()
        pulls = others(home, base)
        known = hashes(scratch, base_sha, removed)
        search = Search(scratch, base_sha, known, outcome.cut.id, folders_of(outcome, home.folder))
        found = search.built_on(pulls[:LOOKED_AT], heads)
    except SquashError as error:
        console.warn(f"Open pull requests were not looked at: {error.what}")
        return Neighbourhood(mentions=mentions)
    return Neighbourhood(mentions, found, max(0, len(pulls) - LOOKED_AT))


@dataclass(frozen=True, slots=True)
class Search:
    """A search for what builds on revisions that go.

    Parameters
    ----------
    scratch : the repository that is asked
    base_sha : the commit of the base that heads are compared with
    removed : SHA-256 of its file by id of each revision that goes
    cut : id of the one that becomes the baseline
    folders : that revisions lie in, from the top
    """

    scratch: Scratch
    base_sha: str
    removed: Mapping[str, str]
    cut: str
    folders: Sequence[str]

    def built_on(self, pulls: Sequence[Pull], heads: Mapping[int, str]) -> tuple[BuiltOn, ...]:
        """What some pull requests have of it; their heads are fetched without contents.

        Parameters
        ----------
        pulls : to be looked at
        heads : the commits of pull requests by number
        """
        wanted = [heads[each.number] for each in pulls if each.number in heads]
        fetched = self.scratch.fetch_blobless(wanted) if wanted else frozenset[str]()
        changed = {
            each.number: self.scratch.changed(self.base_sha, heads[each.number], self.folders)
            for each in pulls
            if heads.get(each.number) in fetched
        }
        blobs = {blob for files in changed.values() for blob in files.values()}
        if not blobs:
            return ()
        contents = self.scratch.contents(blobs)
        return tuple(
            one
            for each in pulls
            if each.number in changed
            for one in built_on(
                each,
                {path: contents[blob] for path, blob in changed[each.number].items()},
                self.removed,
                self.cut,
            )
        )


def hashes(scratch: Scratch, commit: str, paths: Mapping[str, str]) -> dict[str, str]:
    """SHA-256 of files as a commit holds them, by id; empty for one that it does not hold.

    Parameters
    ----------
    paths : from the top, by id
    """
    there = scratch.files(commit)
    blobs = {each: there[path] for each, path in paths.items() if path in there}
    contents = scratch.contents(blobs.values())
    known = {each: hashlib.sha256(contents[blob]).hexdigest() for each, blob in blobs.items()}
    return {each: known.get(each, "") for each in paths}


def others(home: Home, base: str) -> list[Pull]:
    """Open pull requests into a branch but for those of ours, the newest first."""
    pulls = home.client.pulls(base=base, state="open")
    return [each for each in pulls if not (each.own and "<!-- alembic-squash " in each.body)]


def folders_of(outcome: Outcome, folder: str) -> list[str]:
    """Folders of revisions, from the top of the repository."""
    paths = [each.path for each in (*outcome.removed, *outcome.kept)]
    return sorted({posixpath.dirname(from_top(folder, path)) for path in paths})
