"""Submodules: what a commit names of other repositories, taken from where the checkout has them."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from squash.errors import CheckoutError
from squash.outside import process

_LINK = "160000"
Paths = tuple[PurePosixPath, ...]


def bring_submodules(
    top: Path, tree: Path, commit: str, env: Mapping[str, str], inside: Path | None = None
) -> tuple[Paths, Paths]:
    """Check out, into a working tree, the submodules that the checkout has the objects of.

    Parameters
    ----------
    top : the checkout
    tree : the working tree of a commit
    commit : its id
    env : the environment of git
    inside : where the commit's repository is, None for the working tree

    Returns the paths of those that were brought, and of those that the checkout lacks.

    Raises CheckoutError when git fails.
    """
    brought: list[PurePosixPath] = []
    lacking: list[PurePosixPath] = []
    for name, wanted in _named(inside or tree, commit, env):
        there = top / name
        if not (there / ".git").exists() or not _has(there, wanted, env):
            lacking.append(PurePosixPath(name))
            continue
        _check_out(there, tree / name, wanted, env)
        more, without = bring_submodules(there, tree / name, wanted, env, there)
        brought += [PurePosixPath(name), *(name / each for each in more)]
        lacking += [name / each for each in without]
    return tuple(brought), tuple(lacking)


def _named(
    inside: Path, commit: str, env: Mapping[str, str]
) -> Iterator[tuple[PurePosixPath, str]]:
    listed = _git(inside, env, "ls-tree", "-r", "-z", "--full-tree", commit)
    for line in listed.stdout.split(b"\0")[:-1]:
        about, _, name = line.partition(b"\t")
        mode, _, wanted = about.decode().split(" ")
        if mode == _LINK:
            yield PurePosixPath(os.fsdecode(name)), wanted


def _has(there: Path, commit: str, env: Mapping[str, str]) -> bool:
    return _git(there, env, "cat-file", "-e", f"{commit}^{{tree}}", check=False).code == 0


def _check_out(there: Path, target: Path, commit: str, env: Mapping[str, str]) -> None:
    """Write the files of a commit, without a word of it in the repository that has them."""
    git_dir = _git(there, env, "rev-parse", "--absolute-git-dir").stdout.removesuffix(b"\n")
    target.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        apart = {
            **env,
            "GIT_DIR": os.fsdecode(git_dir),
            "GIT_WORK_TREE": str(target),
            "GIT_INDEX_FILE": f"{folder}/index",
        }
        _git(target, apart, "read-tree", "--reset", "-u", commit)


def _git(
    cwd: Path, env: Mapping[str, str], *arguments: str, check: bool = True
) -> process.Finished:
    return process.run(["git", *arguments], env=env, error=CheckoutError, cwd=cwd, check=check)
