"""The report folder: what a run leaves for people to read, written whole or not at all."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from squash.errors import CheckoutError, UsageError
from squash.report.masking import mask, mask_log

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

OWN = "# Written by alembic-squash; the whole folder may be deleted.\n*\n"
IGNORE = ".gitignore"
PARTIAL = ".partial-"

# What runs write here; an earlier run's file of such a name goes, anything else stays.
NAMES = (
    "report.md",
    "report.json",
    "baseline.py",
    "old-cut.sql",
    "new-cut.sql",
    "old-heads.sql",
    "new-heads.sql",
    "difference.diff",
    "repeat.sh",
)
_LOG = re.compile(r"logs/[A-Za-z0-9][A-Za-z0-9._-]*\.log")


@dataclass(frozen=True, slots=True)
class ReportFolder:
    """A folder that belongs to this tool.

    Parameters
    ----------
    folder : where it is, absolute
    like : a folder whose owner gets what we write here, where we may give it away
    """

    folder: Path
    like: Path

    def write(
        self, files: Mapping[str, str], secrets: Iterable[str] = (), kept: Iterable[str] = ()
    ) -> tuple[str, ...]:
        """Put the files of one run in place of those of an earlier one.

        Parameters
        ----------
        files : text by name: one of NAMES, or ``logs/NAME.log``
        secrets : values that must not appear; passwords that SQL, URLs and connection strings
            show by their form are masked without being listed.  ``report.json`` is written as
            it is, so give `squash.report.json_text` a `masked` outcome
        kept : names of files that this run wrote before, which stay

        Returns
        -------
        names of all files, sorted

        Raises
        ------
        CheckoutError : the disk is full or the folder cannot be written
        """
        hidden, staying = tuple(secrets), frozenset(kept)
        for name in files:
            assert name in NAMES or _LOG.fullmatch(name), f"no name for a report file: {name}"
        with _told(self.folder):
            missing = [each for each in (self.folder, *self.folder.parents) if not each.exists()]
            self.folder.mkdir(parents=True, exist_ok=True)
            for made in missing:
                _own(made, self.like)
            self._sweep()
            partial = Path(tempfile.mkdtemp(prefix=PARTIAL, dir=self.folder))
            try:
                _save(partial / IGNORE, OWN)
                for name, text in files.items():
                    _save(partial / name, _masked(name, text, hidden))
                for path in partial.rglob("*"):
                    _own(path, self.like)
                self._replace(partial, files, staying)
            finally:
                shutil.rmtree(partial, ignore_errors=True)
        return tuple(sorted({*files, *staying}))

    def _replace(self, partial: Path, files: Mapping[str, str], staying: frozenset[str]) -> None:
        # Whoever reads report.json reads the run it belongs to: it goes first and comes last.
        if "report.json" not in staying:
            (self.folder / "report.json").unlink(missing_ok=True)
        (partial / IGNORE).replace(self.folder / IGNORE)
        for old in self._earlier():
            if old.relative_to(self.folder).as_posix() not in {*files, *staying}:
                old.unlink()
        for name in sorted(files, key=lambda name: (name == "report.json", name)):
            (self.folder / name).parent.mkdir(exist_ok=True)
            (partial / name).replace(self.folder / name)
        logs = self.folder / "logs"
        if logs.is_dir() and not any(logs.iterdir()):
            logs.rmdir()
        _own(self.folder, self.like)
        if logs.is_dir():
            _own(logs, self.like)

    def _sweep(self) -> None:
        for left in self.folder.glob(PARTIAL + "*"):
            shutil.rmtree(left, ignore_errors=True)

    def _earlier(self) -> list[Path]:
        found = [self.folder / name for name in NAMES if (self.folder / name).is_file()]
        logs = self.folder / "logs"
        return [*found, *(path for path in logs.glob("*.log") if path.is_file())]


def report_folder(
    folder: Path, forbidden: Iterable[Path] = (), workspace: Path | None = None
) -> ReportFolder:
    """The report folder at a path, if it may be one; nothing is written yet.

    Parameters
    ----------
    folder : may be missing, empty, or one that an earlier run wrote
    forbidden : folders in which Alembic looks for revisions; it may not lie in one of them
    workspace : the checkout of a workflow's job, where there is one; it may not lie outside

    Raises
    ------
    UsageError : it lies in a forbidden folder, in git's own or outside of the workspace, is no
        folder, or holds somebody else's files
    CheckoutError : it cannot be read
    """
    asked = folder.absolute()
    # What is looked at is what is written to: `missing/..` does not exist, and leads somewhere.
    real = Path(os.path.realpath(asked))
    _refuse_place(asked, real, forbidden, workspace)
    with _told(asked):
        if real.exists() and not real.is_dir():
            raise UsageError(
                f"{asked} is a file, not a folder for the report.",
                next_step="Give another folder: --report-dir alembic-squash-report",
            )
        if real.is_dir() and not _ours(real):
            raise UsageError(
                f"The folder {asked} holds files that are not from an earlier report.",
                why="The report brings a .gitignore that hides the whole folder from git.",
                next_step="Give an empty or a new folder: --report-dir alembic-squash-report",
            )
        for name in ("logs", "removed"):
            if (real / name).is_symlink():
                raise UsageError(
                    f"{real / name} is a symbolic link.",
                    why="Files of runs come and go there, and it leads somewhere else.",
                    next_step=f"rm {real / name}",
                )
        there = next(each for each in (real.parent, *real.parents) if each.exists())
    return ReportFolder(real, workspace or there)


def _refuse_place(
    asked: Path, real: Path, forbidden: Iterable[Path], workspace: Path | None
) -> None:
    if ".git" in real.parts:
        raise UsageError(
            f"The report folder {asked} lies in git's own folder.",
            why="Git would take its files for its own.",
            next_step="Give another folder: --report-dir alembic-squash-report",
        )
    for place in forbidden:
        if real.is_relative_to(place.resolve()):
            raise UsageError(
                f"The report folder {asked} lies in the migrations folder {place}.",
                why="Alembic and git would take its files for part of the migrations.",
                next_step="Give another folder: --report-dir alembic-squash-report",
            )
    if workspace is not None and not real.is_relative_to(workspace.resolve()):
        raise UsageError(
            f"The report folder {asked} lies outside of the workspace {workspace}.",
            why="Later steps of the job see only the workspace; elsewhere the report is lost.",
            next_step="Give a folder in it: --report-dir alembic-squash-report",
        )


def _ours(folder: Path) -> bool:
    ignore = folder / IGNORE
    if ignore.is_file() and ignore.read_bytes() == OWN.encode():
        return True
    # A run that was killed before its first rename leaves only a partial folder.
    return all(path.name.startswith(PARTIAL) for path in folder.iterdir())


def _save(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    # Output of foreign programs may hold bytes that are no text; JSON reads \udc80 back.
    path.write_bytes(text.encode("utf-8", "backslashreplace"))


def _masked(name: str, text: str, secrets: tuple[str, ...]) -> str:
    if name == "report.json":
        return text
    return mask_log(text, secrets) if _LOG.fullmatch(name) else mask(text, secrets)


def _own(path: Path, like: Path) -> None:
    """Give what root wrote in somebody's workspace to the owner of the workspace."""
    if os.geteuid() == 0:
        owner = like.stat()
        os.chown(path, owner.st_uid, owner.st_gid, follow_symlinks=False)


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise CheckoutError(
            f"The report folder {folder} cannot be written: {error.strerror or error}.",
            why="Without the report nobody could see what was proved.",
            next_step="Make room or rights there, or give another folder: --report-dir FOLDER",
        ) from error
