"""A copy of a checkout for an installer, which may write into it whatever it likes."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from squash.errors import CheckoutError
from squash.outside import process
from squash.outside.account import User
from squash.outside.git import git_environment

_PASSED_OVER = frozenset(("node_modules", ".git", ".hg", ".svn", ".tox", ".nox", "__pycache__"))
_SMALL = 1 << 20  # bytes; what git ignores beside the project's own files is settings or data
# Build tools that ask git for the version of what they build.
_ASKS_GIT = re.compile(r"scm|vcs|dynamic[-_]versioning|dunamai|versioningit|\bpbr\b|versioneer")
_COMMITTER = ("-c", "user.name=alembic-squash", "-c", "user.email=", "-c", "commit.gpgsign=false")


def copy_checkout(
    project: Path, top: Path, into: Path, variables: Mapping[str, str], user: User | None = None
) -> None:
    """Copy what a project is installed from: all files of its repository but those git ignores.

    Parameters
    ----------
    project : the project folder
    top : the folder of its repository, or the project folder where it has none
    into : a folder that does not exist yet; it becomes the copy of ``top``
    variables : the user's environment, for git
    user : who shall own the copy, None for ourselves

    Raises
    ------
    CheckoutError : it cannot be read or written, or git fails
    """
    try:
        listed = _listed(top, variables) if (top / ".git").exists() else _walked(top)
        into.mkdir()
        for name in dict.fromkeys((*listed, *_small(project, top))):
            _copy(top / name, into / name, into)
        if _asks_git(project, top):
            _commit(into, variables)
        if user is not None:
            for each in (into, *into.rglob("*")):
                os.chown(each, user.uid, user.gid, follow_symlinks=False)
    except OSError as problem:
        raise CheckoutError(
            f"The project cannot be copied to {into}: {problem.filename}: {problem.strerror}.",
            why="It is installed from a copy, so that no installer writes into the checkout.",
            next_step="Give the user of this run the right to read the project, or free some "
            "space for temporary files (TMPDIR).",
        ) from problem


def state(top: Path, files: Iterable[Path], variables: Mapping[str, str]) -> tuple[str, ...]:
    """What would show that a checkout was written to: the lines of git, and some files' times.

    Parameters
    ----------
    top : the folder of the repository, or of the project where there is none
    files : lock files
    variables : the user's environment, for git
    """
    lines = []
    if (top / ".git").exists():
        command = ["git", "status", "--porcelain", "--untracked-files=all"]
        env = git_environment(variables)
        lines = process.run(command, env=env, cwd=top, error=CheckoutError).text.splitlines()
    for each in files:
        status = each.stat()
        lines.append(f"{each} {status.st_mtime_ns} {status.st_size}")
    return tuple(lines)


def _listed(top: Path, variables: Mapping[str, str]) -> list[str]:
    """Names of the files of a repository: what git holds, and what is new."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = process.run(command, env=git_environment(variables), cwd=top, error=CheckoutError)
    return [os.fsdecode(name) for name in done.stdout.split(b"\0") if name]


def _walked(top: Path) -> Iterator[str]:
    """Names of the files of a folder without a repository."""
    for place, folders, files in os.walk(top):
        here = Path(place)
        folders[:] = [
            each
            for each in folders
            if each not in _PASSED_OVER and not (here / each / "pyvenv.cfg").exists()
        ]
        linked = (each for each in folders if (here / each).is_symlink())
        for name in (*files, *linked):
            yield str((here / name).relative_to(top))


def _small(project: Path, top: Path) -> Iterator[str]:
    """Names of small files beside the project's own, whatever git is told to ignore."""
    folders = [project, *project.parents]
    for folder in folders[: folders.index(top) + 1]:
        for each in folder.iterdir():
            # pdm would take the environment that this one names.
            if each.name != ".pdm-python" and each.is_file() and each.stat().st_size <= _SMALL:
                yield str(each.relative_to(top))


def _copy(source: Path, target: Path, into: Path) -> None:
    if not target.parent.resolve().is_relative_to(into.resolve()):
        return  # A folder that git knows has become a link: nothing is written through it.
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_symlink() or source.is_file():
        shutil.copy2(source, target, follow_symlinks=False)
    elif source.is_dir():  # A submodule.
        ignore = shutil.ignore_patterns(*_PASSED_OVER)
        shutil.copytree(source, target, symlinks=True, ignore=ignore)


def _asks_git(project: Path, top: Path) -> bool:
    found = [folder / name for folder in {project, top} for name in ("pyproject.toml", "setup.cfg")]
    found += [folder / "setup.py" for folder in {project, top}]
    texts = (each.read_text("utf-8", "replace") for each in found if each.is_file())
    return any(_ASKS_GIT.search(text) for text in texts)


def _commit(folder: Path, variables: Mapping[str, str]) -> None:
    """Make the copy a repository with one tag: the real one is no business of an installer."""
    env = git_environment({**variables, "GIT_CONFIG_GLOBAL": os.devnull})
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "copy"], ["tag", "v0.0.0"]):
        process.run(["git", *_COMMITTER, *words], env=env, cwd=folder, error=CheckoutError)
