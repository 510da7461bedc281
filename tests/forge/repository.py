"""The git side of the stand-in: a bare repository that people push to."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

NAME, MAIL = "github-actions[bot]", "41898282+github-actions[bot]@users.noreply.github.com"
_ENVIRONMENT = {
    "PATH": os.environ.get("PATH", os.defpath),
    "HOME": "/nonexistent",
    "LC_ALL": "C",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_COUNT": "1",
    "GIT_CONFIG_KEY_0": "safe.directory",
    "GIT_CONFIG_VALUE_0": "*",
    "GIT_AUTHOR_NAME": NAME,
    "GIT_AUTHOR_EMAIL": MAIL,
    "GIT_COMMITTER_NAME": NAME,
    "GIT_COMMITTER_EMAIL": MAIL,
}
_SIGNATURE = (
    "gpgsig -----BEGIN PGP SIGNATURE-----\n \n of the stand-in\n -----END PGP SIGNATURE-----\n"
)


class Bare:
    """A bare repository.

    Parameters
    ----------
    folder : ``…/owner/name.git``
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def git(self, *arguments: str, stdin: bytes = b"", index: Path | None = None) -> str:
        """Run git in it; the output without the last line's end. AssertionError where it fails."""
        env = _ENVIRONMENT | ({"GIT_INDEX_FILE": str(index)} if index else {})
        done = subprocess.run(
            ["git", "--git-dir", str(self.folder), *arguments],
            input=stdin, capture_output=True, env=env, check=False,
        )  # fmt: skip
        assert done.returncode == 0, (arguments, done.stderr.decode())
        return done.stdout.decode().strip()

    def create(self) -> None:
        """Make it, empty; as on GitHub, any commit it holds may be fetched by its id."""
        subprocess.run(
            ["git", "init", "--quiet", "--bare", "--initial-branch=main", str(self.folder)],
            env=_ENVIRONMENT, check=True, capture_output=True,
        )  # fmt: skip
        self.git("config", "uploadpack.allowAnySHA1InWant", "true")
        self.git("config", "uploadpack.allowFilter", "true")
        self.git("config", "http.receivepack", "true")

    def tips(self) -> dict[str, str]:
        """The commit that each branch stands at."""
        listed = self.git("for-each-ref", "--format=%(objectname) %(refname)", "refs/heads/")
        pairs = [line.split(" ", 1) for line in listed.splitlines()]
        return {name.removeprefix("refs/heads/"): sha for sha, name in pairs}

    def default_branch(self) -> str:
        """The branch that HEAD names."""
        return self.git("symbolic-ref", "--short", "HEAD")

    def has(self, thing: str) -> bool:
        """Whether there is such an object."""
        try:
            self.git("cat-file", "-e", thing)
        except AssertionError:
            return False
        return True

    def is_ancestor(self, older: str, newer: str) -> bool:
        """Whether one commit is the other, or before it."""
        return self.git("merge-base", older, newer) == older if older != newer else True

    def between(self, base: str, head: str) -> int:
        """How many commits the head has that the base has not."""
        return int(self.git("rev-list", "--count", f"{base}..{head}"))

    def commit(
        self,
        branch: str,
        files: Mapping[str, str | None],
        message: str = "Change",
        parents: Iterable[str] = (),
    ) -> str:
        """Commit on a branch as a colleague would: content by path, None removes a file.

        Parameters
        ----------
        branch : made where there is none, at the first parent
        files : what changes
        message : of the commit
        parents : of the commit; the branch's tip where none are given
        """
        tip = self.tips().get(branch)
        above = list(parents) or ([tip] if tip else [])
        entries = [(each, "100644", self._blob(text)) for each, text in files.items()]
        tree = self.tree(f"{above[0]}^{{tree}}" if above else None, entries)
        named = [each for parent in above for each in ("-p", parent)]
        sha = self.git("commit-tree", tree, *named, "-m", message)
        self.git("update-ref", f"refs/heads/{branch}", sha)
        return sha

    def tree(self, base: str | None, entries: Iterable[tuple[str, str, str | None]]) -> str:
        """Make a tree: of a base, with (path, mode, blob) changed; None: removed."""
        index = self.folder / "stand-in.index"
        index.unlink(missing_ok=True)
        self.git("read-tree", base or "--empty", index=index)
        none = "0" * 40
        lines = [f"{mode if blob else 0} {blob or none}\t{path}\0" for path, mode, blob in entries]
        self.git("update-index", "-z", "--index-info", stdin="".join(lines).encode(), index=index)
        made = self.git("write-tree", index=index)
        index.unlink(missing_ok=True)
        return made

    def bot_commit(
        self, tree: str, parents: Iterable[str], message: str, when: int, signed: bool
    ) -> str:
        """Make a commit as GitHub does for a bot: its own name, and its own signature."""
        lines = [f"tree {tree}\n", *(f"parent {each}\n" for each in parents)]
        lines += [f"author {NAME} <{MAIL}> {when} +0000\n"]
        lines += [f"committer GitHub <noreply@github.com> {when} +0000\n"]
        lines += [_SIGNATURE if signed else "", "\n", message]
        return self.git(
            "hash-object", "-t", "commit", "-w", "--stdin", stdin="".join(lines).encode()
        )

    def _blob(self, text: str | None) -> str | None:
        if text is None:
            return None
        return self.git("hash-object", "-w", "--stdin", stdin=text.encode())
