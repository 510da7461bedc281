"""The ending of a run: its outcome, and the change to the checkout."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from squash.cut import Cut
from squash.errors import CheckoutError
from squash.flow.commands import again, following, report_name, to_fill_in
from squash.flow.evidence import Evidence
from squash.flow.naming import project_name
from squash.flow.reading import Reading
from squash.hazard import Hazard
from squash.outcome import ErrorSummary, Outcome, Result
from squash.outside.git import find_repository
from squash.outside.worktree import Change, apply_squash, is_installed, not_held
from squash.settings import Settings

if TYPE_CHECKING:
    from squash.flow.attempt import Proved
    from squash.flow.writing import Written


@dataclass(frozen=True, slots=True)
class Ending:
    """Makes the outcome of one run, however it ends.

    Parameters
    ----------
    command : that ran
    settings : what was asked for
    reading : the history
    evidence : gathered on the way
    """

    command: str
    settings: Settings
    reading: Reading
    evidence: Evidence = field(default_factory=Evidence)

    def nothing(self, reason: str) -> Outcome:
        """There is nothing worth doing."""
        return self._outcome("nothing-to-do", reason=reason)

    def planned(self, cut: Cut, command: str) -> Outcome:
        """What would be done, and the command that proves it."""
        return replace(self._cut(cut, "planned"), repeat=(), following=to_fill_in(command))

    def compared(self, cut: Cut, proved: Proved) -> Outcome:
        """Everything ran and was compared."""
        result: Result = "squashed" if proved.equivalent else "not-equivalent"
        return replace(
            self._cut(cut, result),
            postgres=proved.postgres,
            baseline=proved.written.summary(cut.revision, self.reading.location.project),
            equivalent=proved.equivalent,
            checks=proved.checks,
            explained=proved.explained,
            hazards=proved.hazards,
            rows=proved.rows,
            result_hash=proved.result_hash,
            fresh=proved.fresh,
        )

    def blocked(self, cut: Cut, error: ErrorSummary) -> Outcome:
        """The baseline cannot hold something."""
        return replace(self._cut(cut, "blocked"), error=error, reason=error.what)

    def failed(self, cut: Cut, error: ErrorSummary) -> Outcome:
        """Something stopped the run."""
        return replace(self._cut(cut, "error"), error=error, reason=error.what)

    def _cut(self, cut: Cut, result: Result) -> Outcome:
        kept = self.reading.summaries(cut.kept)
        removed = self.reading.summaries(cut.removed)
        chosen = next(each for each in removed if each.id == cut.revision)
        return replace(
            self._outcome(result, reason=cut.reason),
            cut=chosen,
            removed=removed,
            kept=kept,
            unproved=cut.unproved,
            repeat=to_fill_in(again(self.settings, cut)),
        )

    def _outcome(self, result: Result, *, reason: str) -> Outcome:
        return Outcome(
            command=self.command,
            result=result,
            reason=reason,
            project=project_name(self.settings),
        )


def refuse_unheld(ending: Ending, cut: Cut) -> None:
    """Raise ``CheckoutError`` for removed files that git does not hold, before the work begins.

    Files of an installed package are never changed: the next install would bring them back.
    """
    first: dict[Path, Path] = {}
    for path in map(ending.reading.path, cut.removed):
        first.setdefault(path.parent, path)
    for path in first.values():
        if is_installed(path, ending.reading.location.project):
            raise _installed(path, report_name(ending.settings))
    twin = ending.reading.location.twin
    for path in map(ending.reading.path, cut.removed if twin else ()):
        if twin and not path.resolve().is_relative_to(twin[1].resolve()):
            raise _elsewhere(path)
    removed, held = _removed(ending, cut)
    lost = [path for path, _ in removed if path not in held]
    if lost and not ending.settings.force:
        raise not_held(lost, ending.reading.location.project)


def _elsewhere(path: Path) -> CheckoutError:
    return CheckoutError(
        f"The history lies outside of the repository: {path}",
        why="A pull request of this repository can change its own files only.",
        next_step="Run it in the repository that the history lies in.",
    )


def _installed(path: Path, report: str) -> CheckoutError:
    return CheckoutError(
        f"The history lies in an installed package: {path}",
        why="A squash changes the files of a checkout; the next install of that package would "
        "bring the removed ones back.",
        next_step="Squash it in its own repository, or install it from there: pip install -e "
        f"PATH. Without changing anything: alembic-squash check proves it here, and {report} "
        "then holds the baseline.",
    )


def go_on(ending: Ending, cut: Cut, outcome: Outcome) -> Outcome:
    """The outcome with what a person does next."""
    repository = find_repository(ending.reading.location.project, ending.settings.environ)
    commands = following(ending.settings, cut, outcome, repository=repository is not None)
    return replace(outcome, following=tuple(commands))


def apply(ending: Ending, cut: Cut, written: Written) -> tuple[Hazard, ...]:
    """Change the checkout; hazards tell what was kept aside.

    Raises ``CheckoutError`` with the checkout as it was.
    """
    reading, settings = ending.reading, ending.settings
    location = reading.location
    removed, held = _removed(ending, cut)
    change = Change(
        removed=tuple(removed),
        cut_path=reading.path(cut.revision),
        interim_text=written.interim_content,
        final_text=written.content,
        final_path=written.path,
        locations=location.version_locations,
    )
    done = apply_squash(
        location.project,
        change,
        held=held,
        force=settings.force,
        keep_copies_in=location.project / settings.report_dir / "removed",
    )
    return tuple(
        Hazard(
            "copy",
            path.name,
            f"git did not hold this removed file exactly; a copy is kept at {path}.",
        )
        for path in done.kept_copies
    )


def _removed(ending: Ending, cut: Cut) -> tuple[list[tuple[Path, str]], frozenset[Path]]:
    """Files that go, with their hashes, and those of them that git holds exactly."""
    reading = ending.reading
    removed = [(reading.path(each), reading.history.revisions[each].sha256) for each in cut.removed]
    repository = find_repository(reading.location.project, ending.settings.environ)
    held = repository.held([path for path, _ in removed]) if repository else frozenset()
    return removed, held
