"""A mirror: a copy of a project in which its migrations are files and all else is links."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from squash.errors import CheckoutError
from squash.outside.worktree.builder import Builder, Pair, lexical

_INSTALLED = ("site-packages", "dist-packages")


@dataclass(frozen=True, slots=True)
class Mirror:
    """A copy of a project: migrations and the files on the way to them real, all else linked.

    Parameters
    ----------
    project : the original project folder, absolute
    place : the folder that holds the copies
    trees : (original folder, its copy) of what is mirrored; the first holds the project
    folders : (original, copy) of every real folder in it, parents first
    files : (original, copy) of every copied file
    links : (what it leads to, link) of everything else: originals, or relative, in the mirror
    shared : whether other accounts may read it and add to it
    """

    project: Path
    place: Path
    trees: tuple[tuple[Path, Path], ...]
    folders: tuple[Pair, ...] = field(repr=False)
    files: tuple[Pair, ...] = field(repr=False)
    links: tuple[Pair, ...] = field(repr=False)
    shared: bool = False

    @property
    def cwd(self) -> Path:
        """The copy of the project folder."""
        return self.path_of(self.project)

    def path_of(self, original: Path) -> Path:
        """Where a path of the project is in the mirror; a path outside of it is its own place."""
        return _moved(original, self.trees)

    def original(self, path: Path) -> Path:
        """What a path in the mirror is a copy of; a path outside of it is its own original."""
        return _moved(path, [(copy, original) for original, copy in self.trees])

    def variant(
        self, into: Path, removed: Sequence[Path] = (), added: Mapping[Path, bytes] | None = None
    ) -> Mirror:
        """Copy the mirror as it was made, without some files and with others.

        Parameters
        ----------
        into : a folder that does not exist yet
        removed : paths of the project that are left out
        added : content of new files by their path in the project

        Raises
        ------
        CheckoutError : it cannot be written
        """
        into = lexical(into)
        trees = tuple((each, into / copy.relative_to(self.place)) for each, copy in self.trees)
        gone = {str(lexical(each)) for each in removed}
        moved = len(str(self.place))
        builder = Builder()
        try:
            builder.roots(into, trees)
            for original, copy in self.folders:
                builder.folder(original, f"{into}{copy[moved:]}")
            for original, copy in self.files:
                if original not in gone:
                    builder.copy(original, f"{into}{copy[moved:]}", source=copy)
            for original, copy in self.links:
                if original not in gone:
                    builder.link(original, f"{into}{copy[moved:]}")
            for path, content in (added or {}).items():
                builder.add(path, _moved(path, trees), content)
            if self.shared:
                builder.share()
        except OSError as problem:
            raise _unwritable(into, problem) from problem
        return Mirror(self.project, into, trees, *builder.made, self.shared)


def mirror(
    project: Path,
    real: Sequence[Path],
    into: Path,
    *,
    reaching: Sequence[Path] = (),
    shared: bool = False,
    repository: tuple[Path, Path] | None = None,
) -> Mirror:
    """Copy a project so that its migrations can be replaced and run without touching it.

    Folders with migrations are copied whole; folders on the way to them are real and their files
    copied (a copied script finds the copy beside it, a linked one the original); every other
    folder is an absolute link, and a link into what is real here stays one. Byte code is left
    out, and so is the repository's own folder, unless something stands for it: the project's code
    has no business there.

    Parameters
    ----------
    project : the project folder
    real : script and version locations, absolute and without links; in the project or elsewhere
    into : a folder that does not exist yet
    reaching : further folders that the project reaches by ``..`` (its repository, the parts of
        prepend_sys_path); the mirror begins at what they have in common
    shared : project code runs as another account, which shall read all and add to it
    repository : the ``.git`` of the project, and what is linked in its place

    Raises
    ------
    CheckoutError : the project cannot be read, or the copy not be written
    """
    project, into = lexical(project), lexical(into)
    wanted = [lexical(each) for each in real]
    alone = _outermost([each for each in wanted if _stands_alone(each, project)])
    near = [each for each in wanted if not _stands_alone(each, project)]
    top = _top(project, [*near, *map(lexical, reaching)])
    trees = [(top, into / (top.name or "root"))]
    trees += [(each, into / f"elsewhere-{n}" / each.name) for n, each in enumerate(alone, 1)]
    stands_for = (str(lexical(repository[0])), repository[1]) if repository else None
    builder = Builder(project, frozenset(map(str, wanted)), str(into), stands_for)
    try:
        builder.roots(into, trees)
        for original, copy in trees:
            builder.fill(str(original), str(copy), whole=original in alone)
        if shared:
            builder.share()
    except OSError as problem:
        raise _unwritable(into, problem) from problem
    return Mirror(project, into, tuple(trees), *builder.made, shared)


def _top(project: Path, reached: Sequence[Path]) -> Path:
    top = project
    for each in reached:
        common = Path(os.path.commonpath([top, each]))
        if common.parent != common:
            top = common
    return top


def is_installed(path: Path, project: Path) -> bool:
    """Whether a path belongs to an installed package, no part of the project's own files."""
    below = os.path.relpath(path, os.path.commonpath([path, project]))
    return any(part in _INSTALLED for part in Path(below).parts)


def _stands_alone(folder: Path, project: Path) -> bool:
    """Whether a location belongs to an installed package, or shares only the root with us."""
    return os.path.commonpath([folder, project]) == os.sep or is_installed(folder, project)


def _outermost(folders: Sequence[Path]) -> list[Path]:
    unique = sorted(set(folders))
    return [each for each in unique if not any(each.is_relative_to(o) for o in unique if o != each)]


def _moved(path: Path, trees: Sequence[tuple[Path, Path]]) -> Path:
    # Lexically first: a location may be a link, and its copy stands where the link stood.
    for each in (lexical(path), path.resolve()):
        for source, target in reversed(trees):
            if each.is_relative_to(source):
                return target / each.relative_to(source)
    return path


def _unwritable(into: Path, problem: OSError) -> CheckoutError:
    return CheckoutError(
        f"The project cannot be copied to {into}: {problem.filename}: {problem.strerror}.",
        why="Migrations are replayed in a copy, so that the checkout is not touched.",
        next_step="Give the user of this run the right to read the project, or free some space.",
    )
