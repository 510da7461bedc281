"""Credentials of a checkout: files in which git may find a token, and a repository without any."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from squash.errors import CheckoutError
from squash.outside import process

_INCLUDES = r"^include(if)?\..*path$"
# What git must know of a repository to read it; nothing of its remotes, helpers and headers.
_READING = (
    "core.repositoryformatversion",
    "core.filemode",
    "core.ignorecase",
    "core.symlinks",
    "core.precomposeunicode",
    "extensions.",
)
_COPIED = ("HEAD", "ORIG_HEAD", "index", "packed-refs", "shallow")
_LINKED = ("objects", "refs")


def credential_files(top: Path, variables: Mapping[str, str]) -> tuple[Path, ...]:
    """The files of a checkout in which a token may be kept, there or not.

    That is every configuration of the repository and of its submodules, what they include under
    whatever condition, and the store of git's own credential helper.

    Parameters
    ----------
    top : the working tree
    variables : the environment for git

    Raises CheckoutError when git cannot read a configuration.
    """
    folder = git_folder(top)
    if folder is None:
        return ()
    found: list[Path] = [folder / "credentials"]
    waiting = [*_configurations(folder), *_configurations(_common(folder))]
    while waiting:
        config = waiting.pop()
        if config not in found:
            found.append(config)
            if config.is_file():
                waiting += _included(config, variables)
    return tuple(found)


def git_folder(top: Path) -> Path | None:
    """The folder in which a working tree keeps its repository; None where there is none."""
    place = top / ".git"
    if place.is_file():
        # A worktree or a submodule: one line says where.
        named = place.read_text("utf-8", "replace").removeprefix("gitdir:").strip()
        place = top / named
    return place if place.is_dir() else None


def copy_without_credentials(top: Path, target: Path, variables: Mapping[str, str]) -> None:
    """Make a repository at `target` that has the history of the one at `top`, and no secrets.

    Commits, tags and files can be read from it. It names no remote, runs no hook and includes
    nothing.

    Parameters
    ----------
    top : the working tree
    target : the `.git` of another tree, which must not exist
    variables : the environment for git

    Raises CheckoutError when git or the disk fails.
    """
    folder = git_folder(top)
    if folder is None:
        return
    common = _common(folder)
    target.mkdir(mode=0o755)
    for name in _COPIED:
        source = folder / name if (folder / name).exists() else common / name
        if source.is_file():
            shutil.copyfile(source, target / name)
    for name in _LINKED:
        (target / name).symlink_to(common / name)
    lines = []
    for key, value in _settings(common / "config", variables):
        section, _, name = key.partition(".")
        if key.startswith(_READING):
            lines.append(f'[{section}]\n\t{name} = "{value}"\n')
    (target / "config").write_text("".join(lines), encoding="utf-8")
    for each in (target, *target.iterdir()):
        if not each.is_symlink():
            each.chmod(0o755 if each.is_dir() else 0o644)


def _common(folder: Path) -> Path:
    """The repository that a folder of a worktree belongs to."""
    with suppress(OSError):
        return Path(os.path.normpath(folder / (folder / "commondir").read_text("utf-8").strip()))
    return folder


def _configurations(folder: Path) -> Iterator[Path]:
    yield from (folder / "config", folder / "config.worktree")
    for parent, _, names in os.walk(folder / "modules"):
        yield from (Path(parent, name) for name in names if name.startswith("config"))


def _included(config: Path, variables: Mapping[str, str]) -> list[Path]:
    """What a configuration includes, whether its condition holds or not."""
    values = _run(["--get-regexp", _INCLUDES], config, variables)
    named = [each.partition("\n")[2] for each in values]
    home = variables.get("HOME", "")
    return [
        Path(os.path.normpath(config.parent / each.replace("~", home, 1)))
        if each.startswith("~/")
        else Path(os.path.normpath(config.parent / each))
        for each in named
    ]


def _settings(config: Path, variables: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for each in _run(["--list"], config, variables):
        key, _, value = each.partition("\n")
        yield key, value


def _run(arguments: list[str], config: Path, variables: Mapping[str, str]) -> list[str]:
    command = ["git", "config", "--null", "--no-includes", "--file", str(config), *arguments]
    done = process.run(command, env=variables, error=CheckoutError, cwd=config.parent, check=False)
    if done.code not in (0, 1):  # 1: there is no such key.
        raise process.failure(done, CheckoutError)
    return [os.fsdecode(each) for each in done.stdout.split(b"\0")[:-1]]
