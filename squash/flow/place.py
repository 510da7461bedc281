"""A place for a working tree of ours: memory where there is room for all of it, else the disk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from squash.outside.run_folder import ROOM, RunFolder, bases, open_run_folder

if TYPE_CHECKING:
    from squash.outside.git.scratch import Scratch


@contextmanager
def place_for(scratch: Scratch, commit: str) -> Iterator[RunFolder]:
    """A folder of the run that has room for the files of a commit, beside what servers keep.

    Parameters
    ----------
    scratch : holds the commit
    commit : its id
    """
    with open_run_folder(bases(), room=ROOM + scratch.size_of(commit)) as folder:
        yield folder
