"""A store: a bare repository of ours, beside a checkout whose objects it reads."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from squash.errors import CheckoutError
from squash.outside import process
from squash.outside.git.environment import bare_environment, configured, git_environment

# Drivers of Git LFS would ask a server; its content is taken from the checkout instead.
_LFS = "filter.lfs."


@dataclass(frozen=True, slots=True)
class Checkout:
    """What a store must know of the user's checkout, which it only reads.

    Parameters
    ----------
    top : its working tree
    object_format : ``sha1`` or ``sha256``
    objects : the folder of its objects, None where some are missing in it (a partial clone)
    shallow : the file that names where its history ends, None where that is complete
    filters : its settings of the programs that convert files on their way in and out
    """

    top: Path
    object_format: str
    objects: Path | None
    shallow: Path | None
    filters: tuple[tuple[str, str], ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Store:
    """A repository of ours, in which git knows nobody's settings.

    Parameters
    ----------
    path : its folder
    variables : the user's environment, of which little is passed on
    filters : settings of programs that may run, where no token is
    """

    path: Path
    variables: Mapping[str, str] = field(repr=False)
    filters: tuple[tuple[str, str], ...] = field(default=(), repr=False)

    def run(
        self,
        *arguments: str,
        stdin: bytes = b"",
        extra: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        check: bool = True,
    ) -> process.Finished:
        """Let git work in it, without the token.

        Parameters
        ----------
        arguments : of git
        stdin : what it reads
        extra : further variables
        cwd : where it runs, None for the folder of the store
        check : raise for an exit code other than 0

        Raises CheckoutError when git fails.
        """
        env = configured(bare_environment(self.variables), self.filters)
        return process.run(
            ["git", "--literal-pathspecs", *arguments],
            env=env | {"GIT_DIR": str(self.path)} | dict(extra or {}),
            error=CheckoutError, cwd=cwd or self.path, stdin=stdin, check=check,
        )  # fmt: skip

    def text(self, *arguments: str, stdin: bytes = b"") -> str:
        """What git prints, without the last newline."""
        return self.run(*arguments, stdin=stdin).text.removesuffix("\n")

    def has(self, name: str) -> bool:
        """Whether it holds an object."""
        return self.run("cat-file", "-e", name, check=False).code == 0

    @property
    def objects(self) -> Path:
        """The folder of its own objects."""
        return self.path / "objects"


def look_at(top: Path, variables: Mapping[str, str]) -> Checkout:
    """Ask a checkout what a store beside it must know.

    Parameters
    ----------
    top : the working tree
    variables : the user's environment, for git

    Raises CheckoutError when git fails.
    """
    asked = ("--show-object-format", "--git-path", "objects", "--git-path", "shallow")
    object_format, objects, shallow = _asked(top, variables, "rev-parse", *asked).splitlines()
    folder, boundary = (top / objects).resolve(), (top / shallow).resolve()
    partial = any(_is_partial(each) for each in (folder, *_borrowed(folder)))
    printed = _asked(top, variables, "config", "--null", "--get-regexp", r"^filter\.", check=False)
    pairs = (each.partition("\n") for each in printed.split("\0") if each)
    return Checkout(
        top,
        object_format,
        None if partial else folder,
        boundary if boundary.is_file() else None,
        tuple((key, value) for key, _, value in pairs if not key.startswith(_LFS)),
    )


def make_store(path: Path, checkout: Checkout, variables: Mapping[str, str]) -> Store:
    """Make a bare repository that sees the objects of a checkout and writes its own beside it.

    Parameters
    ----------
    path : a folder that does not exist yet
    checkout : what its objects are taken from
    variables : the user's environment

    Raises CheckoutError when it cannot be made.
    """
    create(path, checkout.object_format, variables, "--bare")
    borrow(path, [checkout.objects] if checkout.objects else [])
    if checkout.shallow and checkout.objects:
        shutil.copyfile(checkout.shallow, path / "shallow")
    return Store(path, variables, checkout.filters)


def create_like(store: Store, path: Path) -> Store:
    """Make a second store that sees what one sees already, and writes its own beside it."""
    create(path, store.text("rev-parse", "--show-object-format"), store.variables, "--bare")
    own = store.path / "objects"
    borrow(path, [own, *_borrowed(own)])
    if (store.path / "shallow").is_file():
        shutil.copyfile(store.path / "shallow", path / "shallow")
    return Store(path, store.variables, store.filters)


def create(path: Path, object_format: str, variables: Mapping[str, str], *words: str) -> None:
    """Make an empty repository without hooks."""
    command = ["git", "init", "-q", "--template=", f"--object-format={object_format}", *words]
    env = bare_environment(variables)
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise CheckoutError(
            f"No repository can be made at {path}: {problem.strerror}.",
            why="The commit is built there, so that nothing is written into the checkout.",
            next_step="Set TMPDIR to a folder that can be written to.",
        ) from problem
    process.run([*command, str(path)], env=env, error=CheckoutError, cwd=path)


def borrow(git_dir: Path, folders: Sequence[Path]) -> None:
    """Let a repository read the objects of others."""
    place = git_dir / "objects" / "info"
    place.mkdir(exist_ok=True)
    lines = b"".join(os.fsencode(each) + b"\n" for each in folders)
    (place / "alternates").write_bytes(lines)


def _is_partial(objects: Path) -> bool:
    return any((objects / "pack").glob("*.promisor"))


def _borrowed(objects: Path) -> list[Path]:
    place = objects / "info" / "alternates"
    lines = place.read_bytes().splitlines() if place.is_file() else []
    return [objects / os.fsdecode(line) for line in lines]


def _asked(top: Path, variables: Mapping[str, str], *arguments: str, check: bool = True) -> str:
    return process.run(
        ["git", *arguments], env=git_environment(variables), error=CheckoutError, cwd=top,
        check=check,
    ).text  # fmt: skip
