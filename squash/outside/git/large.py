"""Large files: git holds a pointer to them only, and a checkout may have their content."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from squash.errors import CheckoutError
from squash.outside import process

_POINTER = re.compile(
    rb"version https://git-lfs\.github\.com/spec/v1\n(?:.*\n)*?oid sha256:([0-9a-f]{64})\n"
    rb"(?:.*\n)*?size (\d+)\n"
)
_POINTER_BYTES = 1024  # the most that a pointer may have
Paths = tuple[PurePosixPath, ...]


def bring_large(top: Path, tree: Path, env: Mapping[str, str]) -> tuple[Paths, Paths]:
    """Put the content of files of Git LFS into a working tree, where the checkout has just that.

    Nothing is downloaded: a checkout has them when it was made with ``lfs: true``.

    Parameters
    ----------
    top : the checkout
    tree : the working tree of a commit, with pointers in it
    env : the environment of git

    Returns the paths of those that were brought, and of those that the checkout lacks.

    Raises CheckoutError when git fails, OSError when the disk does.
    """
    brought, lacking = [], []
    for name in _named(tree, env):
        pointer = _pointer(tree / name)
        if pointer is None:
            continue
        oid, size = pointer
        for source in (top / name, _stored(top, oid, env)):
            if _is(source, oid, size):
                mode = (tree / name).stat().st_mode
                shutil.copyfile(source, tree / name)
                (tree / name).chmod(mode)
                brought.append(name)
                break
        else:
            lacking.append(name)
    return tuple(brought), tuple(lacking)


def _named(tree: Path, env: Mapping[str, str]) -> list[PurePosixPath]:
    """The files that attributes give to Git LFS."""
    listed = _git(tree, env, "ls-files", "-z")
    attributes = [each for each in listed.split(b"\0") if each.endswith(b".gitattributes")]
    files = [tree / os.fsdecode(each) for each in attributes]
    if not any(b"filter=lfs" in each.read_bytes() for each in files if each.is_file()):
        return []
    told = _git(tree, env, "check-attr", "-z", "--stdin", "filter", stdin=listed).split(b"\0")
    rows = zip(*[iter(told)] * 3, strict=False)
    return [PurePosixPath(os.fsdecode(name)) for name, _, value in rows if value == b"lfs"]


def _pointer(path: Path) -> tuple[str, int] | None:
    if path.is_symlink() or not path.is_file() or path.stat().st_size > _POINTER_BYTES:
        return None
    found = _POINTER.fullmatch(path.read_bytes())
    return (found.group(1).decode(), int(found.group(2))) if found else None


def _stored(top: Path, oid: str, env: Mapping[str, str]) -> Path:
    """Where Git LFS keeps a content, in the repository of the checkout."""
    common = _git(top, env, "rev-parse", "--git-common-dir").removesuffix(b"\n")
    return top / os.fsdecode(common) / "lfs" / "objects" / oid[:2] / oid[2:4] / oid


def _is(path: Path, oid: str, size: int) -> bool:
    if path.is_symlink() or not path.is_file() or path.stat().st_size != size:
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == oid


def _git(cwd: Path, env: Mapping[str, str], *arguments: str, stdin: bytes = b"") -> bytes:
    return process.run(
        ["git", *arguments], env=env, error=CheckoutError, cwd=cwd, stdin=stdin
    ).stdout
