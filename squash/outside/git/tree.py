"""A working tree of ours: the files of one commit, with a repository that knows no remote."""

from __future__ import annotations

import shutil
from pathlib import Path

from squash.errors import CheckoutError
from squash.outside.git.store import Checkout, Store, borrow, create


def check_out(store: Store, checkout: Checkout, commit: str, folder: Path) -> None:
    """Make a working tree of a commit, in which everything works as in a checkout.

    Its repository reads the objects of the store and of the user's checkout, has the store's
    tags, no remote, no branch, no hook and no settings.

    Parameters
    ----------
    store : holds the commit
    checkout : whose filters are applied
    commit : id of a commit
    folder : where it is made; it does not exist or is empty

    Raises CheckoutError when it cannot be made.
    """
    create(folder, checkout.object_format, store.variables)
    git_dir = folder / ".git"
    tags = store.text("for-each-ref", "--format=%(objectname) %(refname)", "refs/tags")
    try:
        borrow(git_dir, [store.objects, *([checkout.objects] if checkout.objects else [])])
        if (store.path / "shallow").is_file():
            shutil.copyfile(store.path / "shallow", git_dir / "shallow")
        (git_dir / "packed-refs").write_text(tags and f"{tags}\n", encoding="utf-8")
        (git_dir / "HEAD").write_text(f"{commit}\n", encoding="ascii")
    except OSError as problem:
        raise CheckoutError(
            f"No working tree can be made at {folder}: {problem.strerror}.",
            why="The squash is proved on the tip of the base branch, apart from the checkout.",
            next_step="Free some space for temporary files (TMPDIR).",
        ) from problem
    tree = {"GIT_DIR": str(git_dir), "GIT_WORK_TREE": str(folder)}
    store.run("read-tree", "--reset", "-u", commit, extra=tree, cwd=folder)
