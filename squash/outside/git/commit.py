"""A commit: built from a parent and changed files, without a working tree or anybody's index."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from squash.errors import UsageError
from squash.outside.git.store import Store

GITHUB_ACTIONS = "github-actions[bot] <41898282+github-actions[bot]@users.noreply.github.com>"
_FILE = "100644"
_MODES = (_FILE, "100755")
_PERSON = re.compile(r"\s*([^<>\n]*[^<>\s])\s*<([^<>\s]+)>\s*")


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit and its tree, by their ids."""

    sha: str
    tree: str


def write_commit(
    store: Store,
    parent: str,
    changes: Mapping[str, bytes | None],
    message: str,
    author: str,
    committer: str,
) -> Commit:
    """Write a commit that is its parent but for some files.

    Files keep their mode; their content is stored as git would store it when they were added:
    with the line endings and filters that the attributes of the parent ask for.

    Parameters
    ----------
    store : where it is written
    parent : id of a commit that the store holds
    changes : content by path from the top of the repository, None for what is removed
    message : its whole message
    author, committer : as ``Name <email>``

    Raises UsageError for a person that is not written so, CheckoutError when git fails.
    """
    people = read_person(committer, "committer") | read_person(author, "author")
    with tempfile.TemporaryDirectory(dir=store.path, prefix="commit-") as folder:
        apart = _Apart(store, Path(folder))
        apart.run("read-tree", parent)
        _lay_out_attributes(apart, changes)
        modes = _modes(apart, changes)
        lines = []
        for path, content in changes.items():
            if content is None:
                lines.append(f"0 {'0' * len(parent)}\t{path}\0")
            else:
                stored = apart.run("hash-object", "-w", "--stdin", f"--path={path}", stdin=content)
                mode = modes.get(path, _FILE)
                lines.append(f"{mode} {stored.decode().strip()}\t{path}\0")
        listed = "".join(lines).encode("utf-8", "surrogateescape")
        apart.run("update-index", "-z", "--index-info", stdin=listed)
        tree = apart.run("write-tree").decode().strip()
        written = message if message.endswith("\n") else f"{message}\n"
        made = store.run(
            "commit-tree", tree, "-p", parent, stdin=written.encode(), extra=people
        )  # fmt: skip
    return Commit(made.text.strip(), tree)


@dataclass(frozen=True, slots=True)
class _Apart:
    """An index of its own, with a working tree that has nothing but attributes."""

    store: Store
    folder: Path

    def run(self, *arguments: str, stdin: bytes = b"") -> bytes:
        tree = self.folder / "tree"
        tree.mkdir(exist_ok=True)
        extra = {"GIT_INDEX_FILE": str(self.folder / "index"), "GIT_WORK_TREE": str(tree)}
        return self.store.run(*arguments, stdin=stdin, extra=extra, cwd=tree).stdout


def _lay_out_attributes(apart: _Apart, changes: Iterable[str]) -> None:
    """Write the files that say how content is stored: git reads them from a working tree only."""
    folders = {parent for path in changes for parent in PurePosixPath(path).parents}
    names = sorted(str(folder / ".gitattributes") for folder in folders)
    there = apart.run("ls-files", "-z", "--", *names)
    if there:
        apart.run("checkout-index", "-z", "--stdin", stdin=there)


def _modes(apart: _Apart, changes: Mapping[str, bytes | None]) -> dict[str, str]:
    """Modes of the files that are there already; what was a link becomes a file."""
    listed = apart.run("ls-files", "-s", "-z", "--", *changes)
    modes = {}
    for line in listed.split(b"\0")[:-1]:
        about, _, path = line.partition(b"\t")
        mode = about.decode().split(" ")[0]
        if mode in _MODES:
            modes[path.decode("utf-8", "surrogateescape")] = mode
    return modes


def read_person(text: str, what: str) -> dict[str, str]:
    """What tells git of a person, who is the ``author`` or the ``committer``.

    Raises UsageError for a text that is not ``Name <email>``.
    """
    found = _PERSON.fullmatch(text)
    if found is None:
        raise UsageError(
            f"{what}: {text!r} is not a name with an address.",
            why="Git wants both of the one who made a commit.",
            next_step=f"Write it as {what}: Name <name@example.org>",
        )
    prefix = f"GIT_{what.upper()}"
    return {f"{prefix}_NAME": found.group(1), f"{prefix}_EMAIL": found.group(2)}
