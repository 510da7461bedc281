"""Heads: commits of others, fetched without the contents of their files until one is asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from squash.errors import CheckoutError, ForgeError
from squash.outside.git.batch import contents_in
from squash.outside.git.remote import FETCH, Remote
from squash.outside.git.store import Store, create_like

_BLOBLESS = "--filter=blob:none"
_GONE = re.compile(r"not our ref ([0-9a-f]{40,64})")
_FORMAT = "%H%x00%an%x00%P%x00%s"
_DEPTH = 100  # commits of a branch that are looked through for those of others
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Foreign:
    """A commit on our branch that is not ours.

    Parameters
    ----------
    sha : its id
    author : name of who wrote it
    subject : first line of its message
    update : whether it merges the base branch and nothing else, or is our own commit moved on top
        of it, as buttons of a forge do
    """

    sha: str
    author: str
    subject: str
    update: bool = False


@dataclass(frozen=True, slots=True)
class Heads:
    """A repository for what others work on, apart from ours: it may lack objects, ours may not.

    Parameters
    ----------
    store : our own repository
    path : the folder of this one; made when it is needed
    remote : the repository on the forge
    """

    store: Store
    path: Path
    remote: Remote

    def fetch(self, shas: Iterable[str], depth: int = 1) -> frozenset[str]:
        """Fetch many commits at once, with the names of their files but not their contents.

        Parameters
        ----------
        shas : ids of commits
        depth : how much of the past of each comes along

        Returns those that are there; one that the server does not have any more is left out.

        Raises ForgeError when the server cannot be asked.
        """
        wanted = dict.fromkeys(shas)
        self._make()
        while wanted:
            stdin = "".join(f"{sha}\n" for sha in wanted).encode()
            words = [*FETCH, f"--depth={depth}", _BLOBLESS, "origin", "--stdin"]
            try:
                self.remote.read(words, self.path, stdin)
            except ForgeError as problem:
                gone = [sha for sha in _GONE.findall(problem.why) if sha in wanted]
                if not gone:
                    raise
                wanted = {sha: None for sha in wanted if sha not in gone}
            else:
                break
        return frozenset(wanted)

    def files(self, commit: str, folder: str = "") -> Mapping[str, str]:
        """Ids of contents by path, of the files that a commit holds below a folder.

        Raises CheckoutError when the commit was not fetched.
        """
        inside = [folder] if folder not in ("", ".") else []
        listed = self._run("ls-tree", "-r", "-z", "--full-tree", commit, "--", *inside)
        found = {}
        for line in listed.split(b"\0")[:-1]:
            about, _, name = line.partition(b"\t")
            mode, _, blob = about.decode().split(" ")
            if mode.startswith("100"):
                found[name.decode("utf-8", "surrogateescape")] = blob
        return found

    def changed(self, base: str, head: str, folders: Sequence[str]) -> Mapping[str, str]:
        """Files of a commit below some folders that another does not hold just so.

        Where two branches part is not known here, so that is what the other commit lacks or has
        otherwise: files it has beyond are not told. No folder is no file.

        Returns the id of the content by path.
        """
        if not folders:
            return {}
        inside = [] if {"", "."} & set(folders) else list(folders)
        words = ("diff-tree", "-r", "-z", "--no-renames", "--diff-filter=AMT", "--full-index")
        fields = self._run(*words, base, head, "--", *inside).split(b"\0")
        found = {}
        for about, name in zip(fields[::2], fields[1::2], strict=False):
            _, mode, _, blob, _ = about.decode().split(" ")
            if mode.startswith("100"):
                found[name.decode("utf-8", "surrogateescape")] = blob
        return found

    def contents(self, blobs: Iterable[str]) -> Mapping[str, bytes]:
        """Contents by their ids; what is not here yet is fetched at once.

        Raises ForgeError when the server cannot be asked, or does not have them.
        """
        wanted = list(dict.fromkeys(blobs))
        asked = "".join(f"{each}\n" for each in wanted).encode()
        known = self._run("cat-file", "--batch-check", stdin=asked).decode().splitlines()
        missing = [line.split(" ")[0] for line in known if line.endswith(" missing")]
        if missing:
            stdin = "".join(f"{each}\n" for each in missing).encode()
            self.remote.read([*FETCH, self.remote.url, "--stdin"], self.store.path, stdin)
        output = self._run("cat-file", "--batch", stdin=asked)
        return dict(zip(wanted, contents_in(output), strict=True))

    def foreign(self, tip: str, recorded: str, base: str) -> tuple[Foreign, ...]:
        """Commits that a branch has beside the one we made and those of its base, newest first.

        Parameters
        ----------
        tip : where the branch stands
        recorded : the commit of ours that was pushed to it last
        base : tip of the branch it would be merged into

        Returns at most 20.

        Raises ForgeError when the server cannot be asked.
        """
        if tip == recorded:
            return ()
        there = self.fetch(filter(None, (tip, base, recorded)), depth=_DEPTH)
        known = [each for each in (recorded, base) if each and self._has(each)]
        if tip not in there:
            return ()
        words = ("log", "-z", f"--format={_FORMAT}", f"--max-count={_SHOWN}", tip, "--not", *known)
        listed = self._run(*words, inside=True).decode("utf-8", "replace").split("\0")
        rows = zip(*[iter(listed)] * 4, strict=False)
        ours = self._change(recorded) if recorded in known else None
        return tuple(
            Foreign(sha, author, subject, self._is_update(sha, parents.split(), base, ours))
            for sha, author, parents, subject in rows
        )

    def _is_update(self, sha: str, parents: list[str], base: str, ours: bytes | None) -> bool:
        merged = parents[1:]
        if not merged:
            return ours is not None and self._change(sha) == ours
        return all(self._reaches(base, each) for each in merged)

    def _change(self, commit: str) -> bytes | None:
        """What a commit changes, by paths and ids of contents; None where that is not known."""
        words = ("diff-tree", "-r", "-z", "--no-renames", "--full-index", f"{commit}^", commit)
        try:
            return self._run(*words, inside=True)
        except CheckoutError:
            return None

    def _reaches(self, base: str, commit: str) -> bool:
        try:
            self._run("merge-base", "--is-ancestor", commit, base, inside=True)
        except CheckoutError:
            return False
        return True

    def _has(self, commit: str) -> bool:
        try:
            self._run("cat-file", "-e", f"{commit}^{{commit}}", inside=True)
        except CheckoutError:
            return False
        return True

    def _make(self) -> None:
        if not self.path.exists():
            made = create_like(self.store, self.path)
            made.run("config", "remote.origin.url", self.remote.url)

    def _run(self, *arguments: str, stdin: bytes = b"", inside: bool = False) -> bytes:
        """Let git read here, or in our own repository with the objects of this one beside.

        Only there does a missing object not make git ask the server for it.
        """
        if inside:
            return Store(self.path, self.store.variables).run(*arguments, stdin=stdin).stdout
        beside = {"GIT_ALTERNATE_OBJECT_DIRECTORIES": str(self.path / "objects")}
        return self.store.run(*arguments, stdin=stdin, extra=beside).stdout
