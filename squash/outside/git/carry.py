"""What a working tree needs beside what git holds: ignored files, submodules, large files."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath

from squash.errors import CheckoutError
from squash.outside import process
from squash.outside.git.environment import git_environment
from squash.outside.git.large import bring_large
from squash.outside.git.submodules import bring_submodules

# What tools make anew: byte code of other files, caches, environments of test runners.
_LEFT = frozenset((
    "__pycache__", ".git", ".hypothesis", ".mypy_cache", ".nox", ".pytest_cache", ".ruff_cache",
    ".tox",
))  # fmt: skip
_LINKED = frozenset(("node_modules", "pyvenv.cfg"))
_MUCH = 64 << 20  # bytes
_MANY = 5000  # files


@dataclass(frozen=True, slots=True)
class Carried:
    """What a working tree has beside what its commit holds, by path from its top.

    Parameters
    ----------
    ignored : files and folders that git ignores, as they lie in the checkout; empty where that
        stands at another commit, for which they may not be meant
    linked : those of them that are links into the checkout
    submodules, large : what the commit names and the checkout had, with just that content
    lacking : what the commit names and the checkout does not have
    """

    ignored: tuple[PurePosixPath, ...] = ()
    linked: tuple[PurePosixPath, ...] = ()
    submodules: tuple[PurePosixPath, ...] = ()
    large: tuple[PurePosixPath, ...] = ()
    lacking: tuple[PurePosixPath, ...] = ()


def carry(
    top: Path,
    tree: Path,
    commit: str,
    variables: Mapping[str, str],
    leave: Collection[str] = (),
) -> Carried:
    """Bring into a working tree what replays may need and git does not hold.

    Ignored files come along where the checkout stands at the same commit: settings (``.env``),
    generated code, data. Small folders are copied. Environments (with a ``pyvenv.cfg``),
    ``node_modules`` and whatever is larger than 64 MiB or 5,000 files are links into the checkout:
    a moved environment does not work, and copying takes longer than the squash. Byte code and
    caches are left. Submodules and files of Git LFS come with exactly the content that the commit
    names, wherever the checkout stands.

    Parameters
    ----------
    top : the checkout
    tree : the working tree, in which the commit is checked out
    commit : its id
    variables : the user's environment, for git
    leave : names of ignored files and folders that are not brought

    Raises CheckoutError when git or the disk fails.
    """
    env = git_environment(variables)
    try:
        linked: list[PurePosixPath] = []
        ignored: list[PurePosixPath] = []
        if _head(top, env) == commit:
            for path in ignored_files(top, variables):
                if not set(path.parts) & set(leave):
                    ignored += _bring(top, tree, path, linked, leave)
        _exclude(tree, linked)
        submodules, without = bring_submodules(top, tree, commit, env)
        large, absent = bring_large(top, tree, env)
    except OSError as problem:
        raise CheckoutError(
            f"{problem.filename} cannot be brought along: {problem.strerror}.",
            why="Replays may need what git ignores, so it is copied beside the base branch.",
            next_step="Give the user of this run the right to read the checkout, or free some "
            "space for temporary files (TMPDIR).",
        ) from problem
    return Carried(tuple(ignored), tuple(linked), submodules, large, (*without, *absent))


def ignored_files(top: Path, variables: Mapping[str, str]) -> tuple[PurePosixPath, ...]:
    """Files and whole folders that git ignores in a checkout, but for byte code and caches.

    Parameters
    ----------
    top : its working tree
    variables : the user's environment, for git

    Raises CheckoutError when git fails.
    """
    env = git_environment(variables)
    words = ("ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--directory")
    listed = _git(top, env, *words).stdout
    # Folders with nothing but ignored files are listed too, though not ignored themselves.
    asked = _git(top, env, "check-ignore", "-z", "--stdin", stdin=listed, fine=(0, 1))
    paths = (PurePosixPath(os.fsdecode(name)) for name in asked.stdout.split(b"\0")[:-1])
    return tuple(path for path in paths if not _is_left(path))


def _head(top: Path, env: Mapping[str, str]) -> str:
    words = ("rev-parse", "--verify", "--quiet", "HEAD")
    return _git(top, env, *words, fine=(0, 1)).text.strip()


def _git(
    top: Path,
    env: Mapping[str, str],
    *arguments: str,
    stdin: bytes = b"",
    fine: tuple[int, ...] = (0,),
) -> process.Finished:
    done = process.run(
        ["git", *arguments], env=env, error=CheckoutError, cwd=top, stdin=stdin, check=False
    )
    if done.code not in fine:
        raise process.failure(done, CheckoutError)
    return done


def _is_left(path: PurePosixPath) -> bool:
    return bool(_LEFT & set(path.parts)) or path.suffix == ".pyc"


def _bring(
    top: Path,
    tree: Path,
    path: PurePosixPath,
    linked: list[PurePosixPath],
    leave: Collection[str],
) -> Iterator[PurePosixPath]:
    source, target = top / path, tree / path
    if os.path.lexists(target) or target.parent.resolve() != tree.resolve() / path.parent:
        return  # A folder there is a link: nothing is written through it.
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_symlink():
        _copy_link(source, target)
    elif source.name in _LINKED or _is_large(source):
        target.symlink_to(source.resolve())
        linked.append(path)
    elif source.is_dir():
        shutil.copytree(source, target, symlinks=True, ignore=partial(_ignore, leave))
    elif source.is_file():
        shutil.copy2(source, target)
    else:
        return  # A socket or a pipe.
    yield path


def _exclude(tree: Path, linked: list[PurePosixPath]) -> None:
    """Have links ignored as what they stand for is: a pattern for folders does not match them."""
    place = tree / ".git" / "info" / "exclude"
    place.parent.mkdir(exist_ok=True)
    lines = [re.sub(r"([\\*?\[ ])", r"\\\1", f"/{path}\n") for path in linked]
    place.write_text("".join(lines), "utf-8", "surrogateescape")


def _copy_link(source: Path, target: Path) -> None:
    """A link within the checkout stays one within the tree; another goes on leading there."""
    leads = source.readlink()
    inside = not leads.is_absolute() and ".." not in leads.parts
    target.symlink_to(leads if inside else source.resolve())


def _is_large(source: Path) -> bool:
    if source.is_file():
        return source.stat().st_size > _MUCH
    size = number = 0
    for parent, folders, names in os.walk(source):
        if "pyvenv.cfg" in names:
            return True
        folders[:] = [each for each in folders if each not in _LEFT]
        for name in names:
            with suppress(OSError):
                size += Path(parent, name).lstat().st_size
        number += len(names)
        if size > _MUCH or number > _MANY:
            return True
    return False


def _ignore(leave: Collection[str], folder: str, names: list[str]) -> list[str]:
    return [
        name
        for name in names
        if name in leave or _is_left(PurePosixPath(name)) or not _can_be_copied(Path(folder, name))
    ]


def _can_be_copied(path: Path) -> bool:
    return path.is_symlink() or path.is_dir() or path.is_file()
