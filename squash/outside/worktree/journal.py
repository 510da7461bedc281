"""A journal: what is being done to a project, so that the next run can finish or undo it."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
from pathlib import Path
from types import TracebackType

from squash.errors import CheckoutError
from squash.outside.worktree.change import Plan, as_document, from_document, sha256
from squash.outside.worktree.files import Files, give, sync

# In the project folder: found with nothing known but the project, with or without git, and
# whatever account or container mounts it. Only there while a change is under way.
NAME = ".alembic-squash-journal"
_VERSION = 1


class Journal:
    """The journal of a project, locked while this object is open.

    Opening makes the file where there is none; closing removes it unless a plan is in it.

    Parameters
    ----------
    project : the project folder

    Raises
    ------
    CheckoutError : another process is changing the project, or the folder cannot be written to
    """

    def __init__(self, project: Path) -> None:
        self.project = project
        self.path = project / NAME
        try:
            self._descriptor = self._locked()
            give(self._descriptor, project.stat())
        except BlockingIOError:
            raise CheckoutError(
                f"Another run is changing {project} at this moment.",
                why=f"It holds the lock of {self.path}.",
                next_step="Wait until it ends, then run the same command again.",
            ) from None
        except OSError as problem:
            raise CheckoutError(
                f"{self.path} cannot be written: {problem.strerror}.",
                why="Changes are noted there first, so that an interrupted run can be finished.",
                next_step="Give the user of this run the right to write to the project folder.",
            ) from problem
        # Else it was left by a run that was killed.
        self._is_ours = os.fstat(self._descriptor).st_size == 0

    def _locked(self) -> int:
        while True:
            flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
            descriptor = os.open(self.path, flags, 0o644)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                # Who held the lock before may have removed the file under this name.
                if self._is_current(descriptor):
                    return descriptor
            except BaseException:
                os.close(descriptor)
                raise
            os.close(descriptor)

    def _is_current(self, descriptor: int) -> bool:
        try:
            return os.path.samestat(os.fstat(descriptor), self.path.lstat())
        except FileNotFoundError:
            return False

    def write(self, plan: Plan, files: Files) -> None:
        """Note a plan, before the first of its steps."""
        document = as_document(plan, self.project)
        # A journal that came with a commit or a copy is about another folder's files, or a trap.
        document |= {"version": _VERSION, "inode": os.fstat(self._descriptor).st_ino}
        text = json.dumps(document).encode()
        self._is_ours = False
        os.pwrite(self._descriptor, text + b"\n" + sha256(text).encode() + b"\n", 0)
        os.fsync(self._descriptor)
        sync([self.path])
        files.done()

    def read(self) -> Plan | None:
        """The plan that was noted; None when noting it was interrupted, so nothing was done.

        Raises
        ------
        CheckoutError : it is not a journal of this folder
        """
        content = os.pread(self._descriptor, os.fstat(self._descriptor).st_size, 0)
        text, _, rest = content.partition(b"\n")
        if rest.strip() != sha256(text).encode():
            return None
        try:
            document = json.loads(text)
            if (document["version"], document["inode"]) != (_VERSION, self._inode()):
                raise ValueError(document["version"])
            return from_document(document, self.project)
        except (KeyError, TypeError, ValueError) as problem:
            raise CheckoutError(
                f"{self.path} was not written in this folder by this version.",
                why="It tells how to finish an interrupted change, of another folder's files.",
                next_step=f"Delete it: rm {self.path}",
            ) from problem

    @property
    def is_empty(self) -> bool:
        """Whether nothing was noted."""
        return os.fstat(self._descriptor).st_size == 0

    def _inode(self) -> int:
        return os.fstat(self._descriptor).st_ino

    def erase(self, files: Files) -> None:
        """The change is whole, or undone: there is nothing left to remember."""
        self.path.unlink(missing_ok=True)
        sync([self.path])
        files.done()

    def close(self) -> None:
        """Let go of the lock."""
        if self._is_ours and self._is_current(self._descriptor):
            with contextlib.suppress(OSError):
                self.path.unlink()
        os.close(self._descriptor)

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
