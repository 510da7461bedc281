"""A repository: what git holds of a project, and what it held at a tag."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path, PurePosixPath

from squash.errors import CheckoutError
from squash.outside import process
from squash.outside.git.batch import contents_in
from squash.outside.git.environment import git_environment

_LINK = "120000"


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository that a project lies in.

    Parameters
    ----------
    top : its working tree, absolute, links followed
    variables : the environment of every git command
    """

    top: Path
    variables: Mapping[str, str] = field(repr=False)

    def held(self, files: Iterable[Path]) -> frozenset[Path]:
        """Which files the last commit holds exactly as they are on disk now.

        Compares content (as git would store it), not the index: it may be told to look away.

        Raises
        ------
        CheckoutError : git fails
        """
        files = tuple(files)
        folders = {each: self._name(each / "*")[:-1] for each in {file.parent for file in files}}
        named = {each: folders[each.parent] + each.name for each in files}
        committed = {
            name: (mode, blob)
            for mode, blob, name in self._listing("HEAD", _folders(named.values()))
        }
        asked = {name for name in named.values() if name in committed}
        same = {name for name in asked if self._is_verbatim(name, *committed[name])}
        blobs = self._blobs(sorted(asked - same), committed)
        same |= {name for name in asked - same if blobs.get(name) == committed[name][1]}
        return frozenset(each for each, name in named.items() if name in same)

    def hidden(self, folders: Iterable[Path]) -> tuple[Path, ...]:
        """Files below some folders that git holds and is told not to show, and that are not there.

        Raises
        ------
        CheckoutError : git fails
        """
        names = [name for name in map(self._name, folders) if not name.startswith("/")]
        if not names:
            return ()
        listed = self._git("ls-files", "-t", "-z", "--", *(name or "." for name in names))
        skipped = [each[2:] for each in listed.split(b"\0") if each.startswith(b"S ")]
        paths = [self.top / os.fsdecode(each) for each in skipped]
        return tuple(path for path in paths if not os.path.lexists(path))

    def contents_at(self, tag: str, folder: Path) -> Mapping[Path, bytes]:
        """Content, by path, of the files that a tag holds below a folder; links left out.

        Parameters
        ----------
        tag : name of a tag, as `git tag` lists it
        folder : a folder of this repository, as it is called today

        Raises
        ------
        CheckoutError : there is no such tag here, or git fails
        """
        listed = [each for each in self._tagged(tag, folder) if each[0].startswith("100")]
        output = self._git(
            "cat-file", "--batch", stdin="".join(f"{blob}\n" for _, blob, _ in listed).encode()
        )
        pairs = zip(listed, contents_in(output), strict=True)
        return {self.top / name: content for (_, _, name), content in pairs}

    def _tagged(self, tag: str, folder: Path) -> list[tuple[str, str, str]]:
        commit = f"refs/tags/{tag}^{{commit}}"
        known = self._run(["rev-parse", "--verify", "--quiet", commit])
        if known.code != 0:
            raise CheckoutError(
                f"There is no tag {tag} in {self.top}.",
                why="--tag keeps every revision that is not part of a release yet.",
                next_step="Fetch the tags (git fetch --tags; fetch-tags: true in the checkout "
                "step), or name another.",
            )
        return list(self._listing(known.text.strip(), [self._name(folder)]))

    def _listing(self, commit: str, folders: Sequence[str]) -> Iterator[tuple[str, str, str]]:
        """(mode, blob, name) of the files of a commit below some folders; none without a commit."""
        if self._run(["rev-parse", "--verify", "--quiet", f"{commit}^{{commit}}"]).code != 0:
            return
        inside = [each for each in folders if not each.startswith("/")]
        if not inside:
            return
        wanted = [] if "" in inside else inside  # "" is the whole tree.
        output = self._git("ls-tree", "-r", "-z", "--full-tree", commit, "--", *wanted)
        for line in output.split(b"\0")[:-1]:
            about, _, name = line.partition(b"\t")
            mode, _, blob = about.decode().split(" ")
            yield mode, blob, os.fsdecode(name)

    def _is_verbatim(self, name: str, mode: str, blob: str) -> bool:
        """Whether a file is byte by byte what git holds, whatever it would make of a new one."""
        path = self.top / name
        if mode == _LINK or path.is_symlink() or not path.is_file():
            return False
        return _blob_id(path.read_bytes(), blob) == blob

    def _blobs(
        self, names: Sequence[str], committed: Mapping[str, tuple[str, str]]
    ) -> dict[str, str]:
        """What git would store for the files that are on disk."""
        blobs = {}
        plain = []
        for name in names:
            path = self.top / name
            linked = committed[name][0] == _LINK
            if linked and path.is_symlink():
                blobs[name] = _blob_id(os.fsencode(path.readlink()), committed[name][1])
            # git reads one name a line, and takes a quote at the start for a quoted name.
            elif not linked and path.is_file() and not path.is_symlink() and "\n" not in name:
                plain.append(name)
        stdin = b"".join(b"./" + os.fsencode(name) + b"\n" for name in plain)
        output = self._git("hash-object", "--stdin-paths", stdin=stdin) if plain else b""
        return blobs | dict(zip(plain, output.decode().split(), strict=True))

    def _name(self, path: Path) -> str:
        """What the repository calls a path: links followed, but for the last part."""
        real = path.parent.resolve() / path.name
        if real.is_relative_to(self.top):
            name = real.relative_to(self.top).as_posix()
            return "" if name == "." else name
        return str(real)  # Absolute: the name of nothing in the repository.

    def _git(self, *arguments: str, stdin: bytes = b"") -> bytes:
        return self._run(list(arguments), stdin, check=True).stdout

    def _run(
        self, arguments: Sequence[str], stdin: bytes = b"", check: bool = False
    ) -> process.Finished:
        return process.run(
            ["git", "--literal-pathspecs", *arguments], env=self.variables, error=CheckoutError,
            cwd=self.top, stdin=stdin, check=check,
        )  # fmt: skip


def find_repository(project: Path, variables: Mapping[str, str]) -> Repository | None:
    """The repository that a project lies in; None where there is none.

    Parameters
    ----------
    project : the project folder
    variables : the user's environment; what points git to another repository is left out

    Raises
    ------
    CheckoutError : there is one, but git cannot be run or cannot read it
    """
    real = project.resolve()
    if not any((folder / ".git").exists() for folder in (real, *real.parents)):
        return None
    env = git_environment(variables)
    return Repository(_top(real, tuple(sorted(env.items()))), env)


@lru_cache(maxsize=8)
def _top(folder: Path, variables: tuple[tuple[str, str], ...]) -> Path:
    """The working tree that a folder lies in; asked often, and the same for all of a run."""
    command = ["git", "rev-parse", "--show-toplevel"]
    found = process.run(command, env=dict(variables), error=CheckoutError, cwd=folder)
    return Path(os.fsdecode(found.stdout.removesuffix(b"\n")))


def _blob_id(content: bytes, like: str) -> str:
    """The id that git gives to a content, of the kind that another id is of."""
    kind = hashlib.sha1 if len(like) == 40 else hashlib.sha256
    return kind(b"blob %d\0%s" % (len(content), content)).hexdigest()


def _folders(names: Iterable[str]) -> list[str]:
    """The folders that some files lie in, each once; "" is the whole repository."""
    parents = {PurePosixPath(name).parent.as_posix() for name in names if not name.startswith("/")}
    return sorted("" if each == "." else each for each in parents)
