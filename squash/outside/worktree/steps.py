"""The steps of a plan: done forward, undone, or finished by whoever finds them half done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from squash.errors import CheckoutError
from squash.outside.worktree.change import Plan, Put, Rename, SetAside
from squash.outside.worktree.files import Files, digest, exists, sync

Codes = Mapping[Path, Sequence[Path]]


def forward(plan: Plan, files: Files) -> None:
    """Do every operation that is not done yet.

    Raises
    ------
    CheckoutError : somebody changed a file meanwhile; it is left as it is
    OSError : the disk refuses
    """
    operations = plan.operations
    if is_named(plan):
        # The baseline may bear the name of a file that went before it.
        operations = tuple(each for each in plan.asides if each.path != plan.target)
    codes = compiled(each.path for each in plan.asides)
    for operation in operations:
        if isinstance(operation, Put):
            _put(operation, plan.final, files)
        elif isinstance(operation, SetAside):
            _set_aside(operation, codes, files)
        else:
            _rename(operation, files)
    sync(touched(plan))


def is_named(plan: Plan) -> bool:
    """Whether the baseline already has its final text and name."""
    moved = plan.target == plan.cut or not exists(plan.cut)
    return moved and digest(plan.target) == plan.final


def _put(operation: Put, final: str, files: Files) -> None:
    now = digest(operation.target)
    if now in (operation.after, final):
        return
    if now != operation.before:
        raise changed([operation.target])
    files.rename(operation.source, operation.target)
    files.remove(compiled([operation.target])[operation.target])
    sync([operation.target])


def _set_aside(operation: SetAside, codes: Codes, files: Files) -> None:
    if not exists(operation.path):
        return
    files.rename(operation.path, operation.aside)
    # Looked at after the rename: nobody can change it between the look and the deed.
    if digest(operation.aside) != operation.sha256:
        files.rename(operation.aside, operation.path)
        raise changed([operation.path])
    # With sourceless = true byte code without its source is a revision.
    files.remove(codes[operation.path])


def _rename(operation: Rename, files: Files) -> None:
    if exists(operation.target):
        raise occupied(operation.target)
    files.remove(compiled([operation.source])[operation.source])
    files.rename(operation.source, operation.target)
    files.remove(compiled([operation.source])[operation.source])


def backward(plan: Plan, files: Files) -> None:
    """Undo every operation: the project is as it was, without hidden files.

    Raises
    ------
    OSError : the disk refuses
    """
    if plan.target != plan.cut and is_named(plan):
        files.rename(plan.target, plan.cut)
    for each in reversed(plan.asides):
        if exists(each.aside) and not exists(each.path):
            files.rename(each.aside, each.path)
    if exists(plan.spare) and digest(plan.cut) in (plan.interim, plan.final):
        files.rename(plan.spare, plan.cut)
    if plan.target != plan.cut and digest(plan.target) == plan.final:
        # Ours, beside the cut's own file that somebody brought back.
        files.remove([plan.target])
    sync(touched(plan))
    files.remove(plan.hidden)
    sync(touched(plan))


def clean(plan: Plan, files: Files) -> None:
    """After the last operation: remove hidden files, byte code, and folders that became empty."""
    files.remove(plan.hidden)
    for codes in compiled(plan.removed).values():
        files.remove(codes)
    _remove_empty_folders(plan, files)
    sync(touched(plan))


def touched(plan: Plan) -> tuple[Path, ...]:
    """Every path whose folder a plan changes."""
    return (*plan.removed, plan.target)


def compiled(sources: Iterable[Path]) -> Codes:
    """Byte code of source files, beside each and in its cache, whatever Python wrote it."""
    codes: dict[Path, list[Path]] = {each: [] for each in sources}
    stems = {(each.parent, each.stem): found for each, found in codes.items()}
    for folder in {each.parent for each in codes}:
        # Each folder is listed once: there may be thousands of files in it.
        for place in (folder, folder / "__pycache__"):
            for entry in place.iterdir() if place.is_dir() else ():
                if entry.suffix in (".pyc", ".pyo"):
                    stem = entry.stem if place == folder else _uncached(entry.stem)
                    stems.get((folder, stem), []).append(entry)
    return codes


def _uncached(name: str) -> str:
    """`source` of `source.cpython-311` or `source.cpython-311.opt-1`; it may hold dots itself."""
    rest, _, last = name.rpartition(".")
    return rest.rpartition(".")[0] if last.startswith("opt-") else rest


def _remove_empty_folders(plan: Plan, files: Files) -> None:
    # Deepest first; git does not keep empty folders either. A location itself stays.
    above = {folder for each in plan.removed for folder in each.parents}
    below = [each for each in above if any(place in each.parents for place in plan.locations)]
    for folder in sorted(below, reverse=True):
        if folder.is_dir() and [each.name for each in folder.iterdir()] == ["__pycache__"]:
            files.remove_folder(folder / "__pycache__")
        files.remove_folder(folder)


def changed(paths: Iterable[Path]) -> CheckoutError:
    """The error for files that are not what was proved."""
    names = ", ".join(str(each) for each in paths)
    return CheckoutError(
        f"Changed since the history was read: {names}.",
        why="The proof is about the content that was read, and nobody's change is overwritten.",
        next_step="Save your change if it is needed, and run the same command again.",
    )


def occupied(path: Path) -> CheckoutError:
    """The error for a baseline whose name is taken."""
    return CheckoutError(
        f"There is a file in the place of the baseline: {path}.",
        why="The baseline's name follows from file_template, and no file is overwritten.",
        next_step="Move that file away, and run the same command again.",
    )
