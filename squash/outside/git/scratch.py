"""A scratch repository: where a run fetches, commits and pushes, apart from the checkout."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from squash.errors import ForgeError, UsageError
from squash.outside.git.carry import Carried, carry
from squash.outside.git.commit import GITHUB_ACTIONS, Commit, write_commit
from squash.outside.git.heads import Foreign, Heads
from squash.outside.git.refusal import passes, refused_push
from squash.outside.git.remote import FETCH, Remote
from squash.outside.git.store import Checkout, Store, look_at, make_store
from squash.outside.git.tree import check_out
from squash.outside.refusals import Unreachable

_HEADS = "refs/heads/"


@dataclass(frozen=True, slots=True)
class Scratch:
    """A repository of this run, outside of the workspace.

    It reads the objects of the checkout, so that little is fetched; nothing is written there.

    Parameters
    ----------
    folder : holds all of it
    store : the repository
    checkout : what is known of the user's checkout
    remote : the repository on the forge
    """

    folder: Path
    store: Store
    checkout: Checkout
    remote: Remote

    def fetch(self, branch: str, tags: Sequence[str] = ()) -> str:
        """Fetch the tip of a branch, and some tags, as they are on the forge now.

        Parameters
        ----------
        branch : its name
        tags : names of tags; one that is not there is left out

        Returns the id of the commit.

        Raises ForgeError when there is no such branch, or the server cannot be asked.
        """
        tip = self.remote.tips(branch).get(branch)
        if tip is None:
            raise ForgeError(
                f"There is no branch {branch} in {self.remote.url}.",
                why="The pull request is built on its tip, and would be merged into it.",
                next_step="Name another: base.",
            )
        refspecs = [f"+refs/tags/{each}:refs/tags/{each}" for each in self._known_tags(tags)]
        if not self.store.has(f"{tip}^{{tree}}"):
            refspecs.append(f"+{_HEADS}{branch}:{_HEADS}{branch}")
        else:
            self.store.run("update-ref", f"{_HEADS}{branch}", tip)
        if refspecs:
            self._fetch(refspecs)
        return self.store.text("rev-parse", f"{_HEADS}{branch}")

    def fetch_commit(self, sha: str) -> Commit:
        """Fetch one commit that the forge made, to be looked at and pushed.

        Raises ForgeError when the server has none such, or cannot be asked.
        """
        if not self.store.has(f"{sha}^{{tree}}"):
            # With its parent: a commit that history ends at is none that can be pushed.
            self._fetch([f"+{sha}:refs/made/{sha}"], depth=2)
        return Commit(sha, self.tree_of(sha))

    def tree_of(self, commit: str) -> str:
        """The id of a commit's tree."""
        return self.store.text("rev-parse", f"{commit}^{{tree}}")

    def size_of(self, commit: str) -> int:
        """How many bytes the files of a commit have, as git stores them."""
        listed = self.store.run("ls-tree", "-r", "-l", "-z", "--full-tree", commit).stdout
        sizes = (each.partition(b"\t")[0].split()[-1] for each in listed.split(b"\0")[:-1])
        return sum(int(each) for each in sizes if each != b"-")

    def programs(self, commit: str) -> frozenset[str]:
        """Paths of the files of a commit that may be executed."""
        listed = self.store.run("ls-tree", "-r", "-z", "--full-tree", commit).stdout
        rows = (each.partition(b"\t") for each in listed.split(b"\0"))
        return frozenset(
            name.decode("utf-8", "surrogateescape")
            for about, _, name in rows
            if about.startswith(b"100755")
        )

    def check_out(self, commit: str, folder: Path) -> Path:
        """Make a working tree of a commit; see `squash.outside.git.tree.check_out`.

        Returns its folder.
        """
        check_out(self.store, self.checkout, commit, folder)
        return folder

    def carry(self, commit: str, folder: Path, leave: Collection[str] = ()) -> Carried:
        """Bring into a working tree what git does not hold; see `squash.outside.git.carry`."""
        return carry(self.checkout.top, folder, commit, self.remote.variables, leave)

    def commit(
        self,
        parent: str,
        changes: Mapping[str, bytes | None],
        message: str,
        author: str | None = None,
        committer: str | None = None,
    ) -> Commit:
        """Write a commit; see `squash.outside.git.commit.write_commit`.

        The author is the committer where none is given, and that is the account of the workflow.
        """
        by = committer or GITHUB_ACTIONS
        return write_commit(self.store, parent, changes, message, author or by, by)

    def fetch_blobless(self, shas: Iterable[str]) -> frozenset[str]:
        """Fetch many commits of others at once; see `squash.outside.git.heads.Heads.fetch`."""
        return self._heads.fetch(shas)

    def files(self, commit: str, folder: str = "") -> Mapping[str, str]:
        """Ids of contents by path; see `squash.outside.git.heads.Heads.files`."""
        return self._heads.files(commit, folder)

    def changed(self, base: str, head: str, folders: Sequence[str]) -> Mapping[str, str]:
        """What a commit has otherwise; see `squash.outside.git.heads.Heads.changed`."""
        return self._heads.changed(base, head, folders)

    def contents(self, blobs: Iterable[str]) -> Mapping[str, bytes]:
        """Contents by their ids; see `squash.outside.git.heads.Heads.contents`."""
        return self._heads.contents(blobs)

    def foreign(self, tip: str, recorded: str, base: str) -> tuple[Foreign, ...]:
        """Commits of others on our branch; see `squash.outside.git.heads.Heads.foreign`."""
        return self._heads.foreign(tip, recorded, base)

    @property
    def _heads(self) -> Heads:
        return Heads(self.store, self.folder / "heads", self.remote)

    def push(
        self, sha: str, branch: str, expected: str | None, options: Sequence[str] = ()
    ) -> None:
        """Let a branch on the forge stand at a commit, if it is where it was last seen.

        After a push without an answer the branch is looked at: it may have moved all the same.

        Parameters
        ----------
        sha : id of a commit of ours
        branch : its name
        expected : where it must stand now; None where it must not exist
        options : push options, each without a newline

        Raises PushRefused; UsageError for a name that git does not allow.
        """
        self.refuse_name(branch)
        words = [f"--push-option={each}" for each in options]
        self._push(f"{sha}:{_HEADS}{branch}", branch, expected, sha, words)

    def delete_branch(self, branch: str, expected: str) -> None:
        """Delete a branch on the forge, if it stands where it was last seen; gone is gone.

        Raises PushRefused; ForgeError when the server cannot be asked.
        """
        if branch in self.remote.tips(branch):
            self._push(f":{_HEADS}{branch}", branch, expected, None)

    def _push(
        self,
        refspec: str,
        branch: str,
        expected: str | None,
        wanted: str | None,
        words: Sequence[str] = (),
    ) -> None:
        lease = f"--force-with-lease={_HEADS}{branch}:{expected or ''}"
        command = ["push", "--porcelain", "--no-verify", "--recurse-submodules=no", lease, *words]
        for pause in (*self.remote.pauses, None):
            done = self.remote.run([*command, self.remote.url, refspec], self.store.path)
            if done.code == 0:
                return
            printed = done.stderr.decode("utf-8", "replace")
            problem = refused_push(
                self.remote.url, branch, done.text, printed, gitlab=self.remote.gitlab
            )
            # Unanswered or, where HTTP itself sent it once more, refused for having arrived.
            if problem.kind in ("unreachable", "stale") and self._stands(branch, wanted):
                return
            if problem.kind != "unreachable" or pause is None or not passes(printed):
                raise problem
            time.sleep(pause)

    def _stands(self, branch: str, wanted: str | None) -> bool:
        try:
            return self.remote.tips(branch).get(branch) == wanted
        except Unreachable:
            return False

    def _fetch(self, refspecs: Sequence[str], depth: int = 1) -> None:
        # Without it, a commit that does not descend from a shallow one brings its whole past.
        ends = (self.store.path / "shallow").is_file() or self.checkout.objects is None
        words = [f"--depth={depth}"] if ends else []
        self.remote.read([*FETCH, *words, self.remote.url, *refspecs], self.store.path)

    def _known_tags(self, tags: Sequence[str]) -> list[str]:
        if not tags:
            return []
        wanted = [f"refs/tags/{each}" for each in tags]
        printed = self.remote.read(["ls-remote", "--refs", self.remote.url, *wanted])
        there = {line.partition("\t")[2] for line in printed.splitlines()}
        return [each for each in tags if f"refs/tags/{each}" in there]

    def refuse_name(self, branch: str) -> None:
        """Raise UsageError for a name that no branch can have."""
        if self.store.run("check-ref-format", f"{_HEADS}{branch}", check=False).code != 0:
            raise UsageError(
                f"branch: {branch!r} is no name of a branch.",
                why="git check-ref-format does not allow it.",
                next_step="Choose another, as alembic-squash/main.",
            )


def open_scratch(folder: Path, checkout_top: Path, remote: Remote) -> Scratch:
    """Make the scratch repository of a run.

    Parameters
    ----------
    folder : a folder of the run, outside of the workspace; it is there, or is made
    checkout_top : the working tree of the user's checkout
    remote : the repository on the forge

    Raises CheckoutError when git cannot read the checkout, or the repository not be made.
    """
    checkout = look_at(checkout_top, remote.variables)
    store = make_store(folder / "store", checkout, remote.variables)
    return Scratch(folder, store, checkout, remote)
